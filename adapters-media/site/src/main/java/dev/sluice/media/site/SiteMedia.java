package dev.sluice.media.site;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.SourceInfo.SiteListing;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The media of a page; each track is fetched as a file or stream of its own. */
final class SiteMedia implements Media {
  private final PageInfo info;
  private final List<Media> tracks = new ArrayList<>();
  private final List<MediaInput> inputs = new ArrayList<>();

  private SiteMedia(PageInfo info) {
    this.info = info;
  }

  /** Opens the tracks; the first bytes of each have come when this returns. */
  static SiteMedia open(
      PageInfo info,
      List<PageFormat> tracks,
      FetchRequest request,
      TrackOpener fetch,
      StageMonitor monitor) {
    SiteMedia media = new SiteMedia(info);
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
    return info.title();
  }

  @Override
  public Optional<String> description() {
    return info.description();
  }

  @Override
  public Optional<String> releaseDate() {
    return info.releaseDate();
  }

  @Override
  public Optional<SourceUrl> thumbnail() {
    return info.thumbnail();
  }

  @Override
  public Optional<SiteListing> listing() {
    return info.listing();
  }

  @Override
  public List<SubtitleTrack> subtitles() {
    // The streams may have subtitles that yt-dlp does not list.
    return info.subtitles().isEmpty()
        ? tracks.stream().flatMap(track -> track.subtitles().stream()).toList()
        : info.subtitles();
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
