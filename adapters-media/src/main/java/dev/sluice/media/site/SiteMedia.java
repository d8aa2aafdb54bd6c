package dev.sluice.media.site;

import dev.sluice.core.port.FetchRequest;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.SiteListing;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.port.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.WebMediaFetcher;
import dev.sluice.media.http.FetchScope;
import dev.sluice.media.http.HttpFetchSettings;
import dev.sluice.media.http.HttpFiles;
import dev.sluice.media.segments.SegmentThreads;
import dev.sluice.media.segments.SegmentedTracks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** The tracks of a page, each fetched as a file or a stream of its own. */
final class SiteMedia implements Media {
  private final PageFacts facts;
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final List<Media> tracks = new ArrayList<>();
  private final List<MediaInput> inputs = new ArrayList<>();

  private SiteMedia(PageFacts facts) {
    this.facts = facts;
  }

  /** When this returns, the first bytes of each track are there. */
  static SiteMedia open(
      PageFacts facts,
      List<PageFormat> tracks,
      FetchRequest request,
      WebClient web,
      HttpFetchSettings settings,
      StageMonitor monitor) {
    SiteMedia media = new SiteMedia(facts);
    SummedMonitor sum = new SummedMonitor(monitor);
    List<StageMonitor> monitors = tracks.stream().map(track -> sum.track()).toList();
    try {
      for (int i = 0; i < tracks.size(); i++) {
        PageFormat track = tracks.get(i);
        HttpFetchSettings asTold = settings.withHeaders(track.headers());
        Media opened =
            track.segments().isEmpty()
                ? media.whole(request.ofPart(track.url()), web, asTold, monitors.get(i))
                : media.inSegments(track, new HttpFiles(web, asTold), monitors.get(i));
        media.parts.add(opened);
        media.tracks.add(opened);
        media.inputs.addAll(opened.inputs());
      }
      return media;
    } catch (RuntimeException e) {
      media.close();
      throw e;
    }
  }

  private Media whole(
      FetchRequest request, WebClient web, HttpFetchSettings asTold, StageMonitor monitor) {
    WebMediaFetcher fetcher = new WebMediaFetcher(web, asTold);
    parts.add(fetcher);
    return fetcher.open(request, monitor);
  }

  private Media inSegments(PageFormat track, HttpFiles files, StageMonitor monitor) {
    ExecutorService executor = SegmentThreads.start();
    parts.add(executor::shutdownNow);
    FetchScope scope = new FetchScope(monitor);
    try {
      SegmentedTracks opening = new SegmentedTracks(files, executor, monitor, scope);
      opening.add(track.segments());
      return opening.open();
    } catch (RuntimeException e) {
      scope.close();
      monitor.check();
      throw e;
    }
  }

  @Override
  public Optional<String> title() {
    return facts.title();
  }

  @Override
  public Optional<String> description() {
    return facts.description();
  }

  @Override
  public Optional<String> releaseDate() {
    return facts.releaseDate();
  }

  @Override
  public Optional<SourceUrl> thumbnail() {
    return facts.thumbnail();
  }

  @Override
  public Optional<SiteListing> listing() {
    return facts.listing();
  }

  @Override
  public List<SubtitleTrack> subtitles() {
    // What yt-dlp does not tell of, the streams may.
    return facts.subtitles().isEmpty()
        ? tracks.stream().flatMap(track -> track.subtitles().stream()).toList()
        : facts.subtitles();
  }

  @Override
  public List<MediaInput> inputs() {
    return List.copyOf(inputs);
  }

  @Override
  public void close() {
    for (int i = parts.size() - 1; i >= 0; i--) {
      try {
        parts.get(i).close();
      } catch (Exception e) {
        throw new IllegalStateException("a track does not close", e);
      }
    }
  }
}
