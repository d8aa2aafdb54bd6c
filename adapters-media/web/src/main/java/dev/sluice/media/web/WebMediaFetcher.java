package dev.sluice.media.web;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.FetchRequest;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.dash.DashFormat;
import dev.sluice.media.web.hls.HlsFormat;
import dev.sluice.media.web.input.HttpMediaFetcher;
import dev.sluice.media.web.input.PageReader;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches what an http(s) URL leads to: a file, a stream whose manifest lies there, or the media of
 * a web page. It is the answer that decides, not the URL. Thread-safe. Closing it ends every input
 * that is still open.
 */
public final class WebMediaFetcher implements MediaFetcher, AutoCloseable {
  /** What a stream that has not begun looks like. */
  private static final Set<FailureCode> NOT_YET =
      EnumSet.of(
          FailureCode.STREAM_NOT_BEGUN,
          FailureCode.SOURCE_NOT_FOUND,
          FailureCode.SOURCE_EMPTY,
          FailureCode.SOURCE_BROKEN,
          FailureCode.SOURCE_RATE_LIMITED,
          FailureCode.CONNECTION_REFUSED);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(15);

  private final Duration lookAgain;
  private final HlsFormat hls;
  private final DashFormat dash;
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
    this(web, settings, pages, LOOK_AGAIN);
  }

  WebMediaFetcher(
      WebClient web, HttpFetchSettings settings, Optional<PageReader> pages, Duration lookAgain) {
    this.lookAgain = lookAgain;
    hls = new HlsFormat(new HttpFiles(web, settings));
    dash = new DashFormat(new HttpFiles(web, settings));
    files = new HttpMediaFetcher(web, settings, List.of(hls, dash), pages);
  }

  /** Every http(s) URL: this is the fetcher to ask last. */
  @Override
  public boolean handles(SourceUrl url) {
    return files.handles(url);
  }

  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    boolean waits = request.live().filter(LiveRecording::waits).isPresent();
    return waits ? awaited(request, monitor) : files.open(request, monitor);
  }

  private Media awaited(FetchRequest request, StageMonitor monitor) {
    try (FetchScope scope = new FetchScope(monitor)) {
      while (true) {
        try {
          return files.open(request, monitor);
        } catch (SluiceException e) {
          if (!NOT_YET.contains(e.code())) {
            throw e;
          }
          scope.pause(lookAgain);
        }
      }
    }
  }

  @Override
  public void close() {
    files.close();
    hls.close();
    dash.close();
  }
}
