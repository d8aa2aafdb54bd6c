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
import java.util.List;

/**
 * Fetches what an http(s) URL leads to: a file, or a stream whose manifest lies there. It is the
 * answer that decides, not the URL. Thread-safe. Closing it ends every input that is still open.
 */
public final class WebMediaFetcher implements MediaFetcher, AutoCloseable {
  private final HlsFormat hls;
  private final HttpMediaFetcher files;

  /** With the default settings. */
  public WebMediaFetcher(WebClient web) {
    this(web, HttpFetchSettings.DEFAULT);
  }

  public WebMediaFetcher(WebClient web, HttpFetchSettings settings) {
    hls = new HlsFormat(new HttpFiles(web, settings));
    files = new HttpMediaFetcher(web, settings, List.of(hls));
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
