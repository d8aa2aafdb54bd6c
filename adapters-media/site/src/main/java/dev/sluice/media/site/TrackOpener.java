package dev.sluice.media.site;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.FetchRequest;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
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
import java.util.List;
import java.util.concurrent.ExecutorService;

/**
 * How a track of a page is fetched: by our own client, with the headers that the site wants, or
 * where it cannot, by yt-dlp.
 *
 * @param page where the track is shown
 */
record TrackOpener(YtDlp pages, SourceUrl page, WebClient web, HttpFetchSettings settings) {
  private static final Logger LOG = System.getLogger(TrackOpener.class.getName());

  /** A track, and whatever has to end with it. */
  private record Ending(Media track, AutoCloseable other) implements Media {
    @Override
    public List<MediaInput> inputs() {
      return track.inputs();
    }

    @Override
    public List<SubtitleTrack> subtitles() {
      return track.subtitles();
    }

    @Override
    public void close() {
      track.close();
      TrackOpener.close(other);
    }
  }

  /**
   * When this returns, the track's first bytes are there.
   *
   * @throws SluiceException what the fetching throws; nothing stays open then
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
      // Some sites answer to those alone who shake hands as a browser does, which yt-dlp may.
      LOG.log(Level.INFO, "{0} is left to yt-dlp ({1})", track.url(), e.getMessage());
      return pages.fetch(page, track.id(), settings, monitor);
    }
  }

  private Media direct(PageFormat track, FetchRequest request, StageMonitor monitor) {
    HttpFetchSettings asTold = settings.withHeaders(track.headers());
    return track.segments().isEmpty()
        ? whole(request.ofPart(track.url()), asTold, monitor)
        : inSegments(track, new HttpFiles(web, asTold), monitor);
  }

  private Media whole(FetchRequest request, HttpFetchSettings asTold, StageMonitor monitor) {
    WebMediaFetcher fetcher = new WebMediaFetcher(web, asTold);
    try {
      return new Ending(fetcher.open(request, monitor), fetcher);
    } catch (RuntimeException e) {
      fetcher.close();
      throw e;
    }
  }

  private static Media inSegments(PageFormat track, HttpFiles files, StageMonitor monitor) {
    ExecutorService executor = SegmentThreads.start();
    FetchScope scope = new FetchScope(monitor);
    try {
      SegmentedTracks opening = new SegmentedTracks(files, executor, monitor, scope);
      opening.add(track.segments());
      return new Ending(opening.open(), executor::shutdownNow);
    } catch (RuntimeException e) {
      scope.close();
      executor.shutdownNow();
      monitor.check();
      throw e;
    }
  }

  private static void close(AutoCloseable other) {
    try {
      other.close();
    } catch (Exception e) {
      throw new IllegalStateException("a track does not close", e);
    }
  }
}
