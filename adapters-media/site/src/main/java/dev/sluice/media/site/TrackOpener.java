package dev.sluice.media.site;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.SegmentThreads;
import dev.sluice.media.web.segment.SegmentedTracks;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;

/**
 * Opens the tracks of a page: with the web client and the headers that the site requires, or else
 * with yt-dlp.
 *
 * @param page the page that shows the track
 */
record TrackOpener(YtDlp pages, SourceUrl page, WebClient web, HttpFetchSettings settings) {
  private static final Logger LOG = System.getLogger(TrackOpener.class.getName());

  /** A track and a resource that is closed with it. */
  private static final class OwnedTrack extends Media.Forwarding {
    private final AutoCloseable resource;

    OwnedTrack(Media track, AutoCloseable resource) {
      super(track);
      this.resource = resource;
    }

    @Override
    public void close() {
      super.close();
      TrackOpener.close(resource);
    }
  }

  /**
   * Opens a track; its first bytes have come when this returns.
   *
   * @throws SluiceException if it cannot be fetched; nothing is left open then
   */
  Media open(PageFormat track, FetchRequest request, StageMonitor monitor) {
    if (!track.direct()) {
      return pages.fetch(page, track.id(), settings, monitor);
    }
    try {
      return direct(track, request, monitor);
    } catch (SluiceException e) {
      boolean refused = e.code() == FailureCode.SOURCE_FORBIDDEN;
      if (!refused || track.id().isEmpty() || request.live().isPresent()) {
        throw e;
      }
      // Some sites accept only the TLS handshake of a browser, which yt-dlp may imitate.
      LOG.log(Level.INFO, "{0} is fetched by yt-dlp ({1})", track.url(), e.getMessage());
      return pages.fetch(page, track.id(), settings, monitor);
    }
  }

  /** Returns a fetcher of the page's other files, without the headers that its tracks require. */
  WebMediaFetcher files() {
    return new WebMediaFetcher(web, settings);
  }

  private Media direct(PageFormat track, FetchRequest request, StageMonitor monitor) {
    HttpFetchSettings withSiteHeaders = settings.withHeaders(track.headers());
    return track.segments().isEmpty()
        ? whole(request.ofPart(track.url()), withSiteHeaders, monitor)
        : inSegments(track, request, new HttpFiles(web, withSiteHeaders), monitor);
  }

  private Media whole(
      FetchRequest request, HttpFetchSettings withSiteHeaders, StageMonitor monitor) {
    WebMediaFetcher fetcher = new WebMediaFetcher(web, withSiteHeaders);
    try {
      return new OwnedTrack(fetcher.open(request, monitor), fetcher);
    } catch (RuntimeException e) {
      fetcher.close();
      throw e;
    }
  }

  private static Media inSegments(
      PageFormat track, FetchRequest request, HttpFiles files, StageMonitor monitor) {
    ExecutorService executor = SegmentThreads.start();
    FetchScope scope = new FetchScope(monitor);
    try {
      SegmentedTracks opening = new SegmentedTracks(files, executor, monitor, scope);
      opening.allowIncomplete(request.output().allowIncomplete());
      opening.add(track.segments());
      return new OwnedTrack(opening.open(), executor::shutdownNow);
    } catch (RuntimeException e) {
      scope.close();
      executor.shutdownNow();
      monitor.check();
      throw e;
    }
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("a track cannot be closed", e);
    }
  }
}
