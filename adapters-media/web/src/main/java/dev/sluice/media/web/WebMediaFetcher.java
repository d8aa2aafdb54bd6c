package dev.sluice.media.web;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.dash.DashFormat;
import dev.sluice.media.web.hls.HlsFormat;
import dev.sluice.media.web.input.HttpMediaFetcher;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches what an http(s) URL leads to: a file, a stream described by a manifest, or the media of a
 * web page. The response decides which, not the URL. Thread-safe. Closing it ends every open input.
 */
public final class WebMediaFetcher implements MediaFetcher, AutoCloseable {
  /** The failures by which a stream that has not begun shows itself. */
  private static final Set<FailureCode> NOT_BEGUN =
      EnumSet.of(
          FailureCode.STREAM_NOT_BEGUN,
          FailureCode.SOURCE_NOT_FOUND,
          FailureCode.SOURCE_EMPTY,
          FailureCode.SOURCE_BROKEN,
          FailureCode.SOURCE_RATE_LIMITED,
          FailureCode.CONNECTION_REFUSED);

  private static final Duration POLL_INTERVAL = Duration.ofSeconds(15);

  private final Duration pollInterval;
  private final HlsFormat hls;
  private final DashFormat dash;
  private final HttpMediaFetcher files;

  /** Creates a fetcher of files and streams with the default settings. */
  public WebMediaFetcher(WebClient web) {
    this(web, HttpFetchSettings.DEFAULT);
  }

  /** Creates a fetcher of files and streams; web pages fail with NOT_MEDIA. */
  public WebMediaFetcher(WebClient web, HttpFetchSettings settings) {
    this(web, settings, Optional.empty(), POLL_INTERVAL);
  }

  /**
   * Creates a fetcher of files, streams and web pages.
   *
   * @param pages opens the media of web pages, such as {@code SitePages} of the artefact
   *     sluice-media-site; not closed with this
   */
  public WebMediaFetcher(WebClient web, HttpFetchSettings settings, MediaFetcher pages) {
    this(web, settings, Optional.of(pages), POLL_INTERVAL);
  }

  WebMediaFetcher(
      WebClient web,
      HttpFetchSettings settings,
      Optional<MediaFetcher> pages,
      Duration pollInterval) {
    this.pollInterval = pollInterval;
    hls = new HlsFormat(new HttpFiles(web, settings));
    dash = new DashFormat(new HttpFiles(web, settings));
    files = new HttpMediaFetcher(web, settings, List.of(hls, dash), pages);
  }

  /** Returns true for every http(s) URL: ask this fetcher last. */
  @Override
  public boolean handles(SourceUrl url) {
    return files.handles(url);
  }

  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    boolean waits = request.live().filter(LiveRecording::waits).isPresent();
    return waits ? openWhenBegun(request, monitor) : files.open(request, monitor);
  }

  private Media openWhenBegun(FetchRequest request, StageMonitor monitor) {
    try (FetchScope scope = new FetchScope(monitor)) {
      while (true) {
        try {
          return files.open(request, monitor);
        } catch (SluiceException e) {
          if (!NOT_BEGUN.contains(e.code())) {
            throw e;
          }
          scope.pause(pollInterval);
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
