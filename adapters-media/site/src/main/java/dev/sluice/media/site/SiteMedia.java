package dev.sluice.media.site;

import dev.sluice.core.media.CodecName;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.SourceInfo.SiteListing;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.Language;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.origin.FetchScope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The media of a page; each track is fetched as a file or stream of its own. */
final class SiteMedia implements Media {
  /** What makes two formats the same audio in another quality. */
  private record Audio(Optional<Language> language, Set<Disposition> dispositions) {
    static Audio of(PageFormat format) {
      return new Audio(format.language().flatMap(Language::find), format.dispositions());
    }
  }

  private final PageInfo info;
  private final List<StreamReport> others;
  private final List<Media> tracks = new ArrayList<>();
  private final List<MediaInput> inputs = new ArrayList<>();

  private final WebMediaFetcher files;
  private final FetchScope description;

  private SiteMedia(
      PageInfo info, List<StreamReport> others, WebMediaFetcher files, FetchScope description) {
    this.description = description;
    this.info = info;
    this.others = others;
    this.files = files;
  }

  /**
   * Opens the tracks; the first bytes of each have come when this returns.
   *
   * @param description the memory of the page's description, closed with the media
   */
  static SiteMedia open(
      PageInfo info,
      List<PageFormat> tracks,
      FetchRequest request,
      TrackOpener fetch,
      StageMonitor monitor,
      FetchScope description) {
    SiteMedia media =
        new SiteMedia(info, others(info.formats(), tracks), fetch.files(), description);
    SummedMonitor sum = new SummedMonitor(monitor);
    List<StageMonitor> monitors = tracks.stream().map(track -> sum.track()).toList();
    try {
      for (int i = 0; i < tracks.size(); i++) {
        Media opened = fetch.open(tracks.get(i), request, monitors.get(i));
        media.tracks.add(opened);
        media.addInputs(opened.inputs(), tracks.get(i));
      }
      return media;
    } catch (RuntimeException e) {
      media.close();
      throw e;
    }
  }

  private void addInputs(List<MediaInput> opened, PageFormat track) {
    // Several are described by the manifest that names them.
    inputs.addAll(opened.size() == 1 ? List.of(DescribedInput.of(opened.get(0), track)) : opened);
  }

  /** Returns the audio in other languages that the page offers, the preferred first. */
  static List<StreamReport> others(List<PageFormat> formats, List<PageFormat> taken) {
    Set<Audio> known = new HashSet<>();
    taken.stream()
        .filter(format -> format.audioCodec().isPresent())
        .forEach(format -> known.add(Audio.of(format)));
    List<StreamReport> reports = new ArrayList<>();
    for (int i = formats.size() - 1; i >= 0; i--) {
      PageFormat format = formats.get(i);
      boolean isNamed = format.audioCodec().isPresent() && format.language().isPresent();
      if (isNamed && known.add(Audio.of(format))) {
        reports.add(report(format));
      }
    }
    return List.copyOf(reports);
  }

  private static StreamReport report(PageFormat format) {
    return new StreamReport(
        StreamKind.AUDIO,
        CodecName.libavName(format.audioCodec().orElseThrow()),
        format.language(),
        Optional.empty(),
        format.dispositions(),
        StreamReport.Action.DROPPED,
        Optional.empty(),
        Optional.of(RenditionSelector.NOT_PREFERRED));
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
  public Optional<MediaFetcher> session() {
    return Optional.of(
        new MediaFetcher() {
          @Override
          public boolean handles(SourceUrl url) {
            return fetcherOf(url).handles(url);
          }

          @Override
          public Media open(FetchRequest request, StageMonitor monitor) {
            return fetcherOf(request.url()).open(request, monitor);
          }
        });
  }

  // Subtitles that the manifest of a track names are fetched as its segments are.
  private MediaFetcher fetcherOf(SourceUrl url) {
    return tracks.stream()
        .filter(track -> track.subtitles().stream().anyMatch(text -> text.url().equals(url)))
        .flatMap(track -> track.session().stream())
        .findFirst()
        .orElse(files);
  }

  @Override
  public List<StreamReport> otherRenditions() {
    List<StreamReport> all = new ArrayList<>(others);
    tracks.forEach(track -> all.addAll(track.otherRenditions()));
    return List.copyOf(all);
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
    files.close();
    description.close();
  }
}
