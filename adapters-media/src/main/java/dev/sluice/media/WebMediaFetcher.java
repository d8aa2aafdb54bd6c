package dev.sluice.media;

import dev.sluice.core.port.FetchRequest;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.port.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.hls.HlsFormat;
import dev.sluice.media.http.HttpFetchSettings;
import dev.sluice.media.http.HttpFiles;
import dev.sluice.media.http.HttpMediaFetcher;
import dev.sluice.media.http.PageReader;
import java.util.List;
import java.util.Optional;

/**
 * Fetches what an http(s) URL leads to: a file, a stream whose manifest lies there, or the media of
 * a web page. It is the answer that decides, not the URL. Thread-safe. Closing it ends every input
 * that is still open.
 */
public final class WebMediaFetcher implements MediaFetcher, AutoCloseable {
  private final HlsFormat hls;
  private final HttpMediaFetcher files;

  /** With the default settings. */
  public WebMediaFetcher(WebClient web) {
    this(web, HttpFetchSettings.DEFAULT);
  }

  /** Files and streams; pages are refused. */
  public WebMediaFetcher(WebClient web, HttpFetchSettings settings) {
    this(web, settings, Optional.empty());
  }

  /**
   * @param pages finds the media of web pages; see {@link dev.sluice.media.site.SitePages}
   */
  public WebMediaFetcher(WebClient web, HttpFetchSettings settings, Optional<PageReader> pages) {
    hls = new HlsFormat(new HttpFiles(web, settings));
    files = new HttpMediaFetcher(web, settings, List.of(hls), pages);
  }

  /** Every http(s) URL: this is the fetcher to ask last. */
  @Override
  public boolean handles(SourceUrl url) {
    return files.handles(url);
  }

  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    return files.open(request, monitor);
  }

  @Override
  public void close() {
    files.close();
    hls.close();
  }
}
