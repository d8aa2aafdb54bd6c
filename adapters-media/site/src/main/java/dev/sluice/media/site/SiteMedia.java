package dev.sluice.media.site;

import dev.sluice.core.port.media.FetchRequest;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.SiteListing;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tracks of a page, each fetched as a file or a stream of its own. */
final class SiteMedia implements Media {
  private final PageInfo facts;
  private final List<Media> tracks = new ArrayList<>();
  private final List<MediaInput> inputs = new ArrayList<>();

  private SiteMedia(PageInfo facts) {
    this.facts = facts;
  }

  /** When this returns, the first bytes of each track are there. */
  static SiteMedia open(
      PageInfo facts,
      List<PageFormat> tracks,
      FetchRequest request,
      TrackOpener fetch,
      StageMonitor monitor) {
    SiteMedia media = new SiteMedia(facts);
    SummedMonitor sum = new SummedMonitor(monitor);
    List<StageMonitor> monitors = tracks.stream().map(track -> sum.track()).toList();
    try {
      for (int i = 0; i < tracks.size(); i++) {
        Media opened = fetch.open(tracks.get(i), request, monitors.get(i));
        media.tracks.add(opened);
        media.inputs.addAll(opened.inputs());
      }
      return media;
    } catch (RuntimeException e) {
      media.close();
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
    for (int i = tracks.size() - 1; i >= 0; i--) {
      tracks.get(i).close();
    }
  }
}
