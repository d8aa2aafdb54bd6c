package dev.sluice.media.web.segment;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.origin.FetchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** The media of a manifest; it has no title or description. */
final class SegmentedMedia implements Media {
  private final FetchScope scope;
  private final List<SegmentedInput> inputs;
  private final List<SubtitleTrack> subtitles;
  private final List<StreamReport> others;
  private final Map<SourceUrl, Function<StageMonitor, Media>> texts;

  /**
   * Creates media.
   *
   * @param texts open the subtitles in segments, by their URLs
   */
  SegmentedMedia(
      FetchScope scope,
      List<SegmentedInput> inputs,
      List<SubtitleTrack> subtitles,
      List<StreamReport> others,
      Map<SourceUrl, Function<StageMonitor, Media>> texts) {
    this.scope = scope;
    this.inputs = inputs;
    this.subtitles = List.copyOf(subtitles);
    this.others = List.copyOf(others);
    this.texts = Map.copyOf(texts);
  }

  @Override
  public List<MediaInput> inputs() {
    return new ArrayList<>(inputs);
  }

  @Override
  public List<SubtitleTrack> subtitles() {
    return subtitles;
  }

  @Override
  public List<StreamReport> otherRenditions() {
    return others;
  }

  /** Returns a fetcher of the subtitles in segments. */
  @Override
  public Optional<MediaFetcher> session() {
    return Optional.of(
        new MediaFetcher() {
          @Override
          public boolean handles(SourceUrl url) {
            return texts.containsKey(url);
          }

          @Override
          public Media open(FetchRequest request, StageMonitor monitor) {
            return Objects.requireNonNull(texts.get(request.url())).apply(monitor);
          }
        });
  }

  @Override
  public void close() {
    scope.close();
  }
}
