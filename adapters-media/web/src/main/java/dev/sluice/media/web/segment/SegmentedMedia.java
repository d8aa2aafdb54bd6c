package dev.sluice.media.web.segment;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.media.web.origin.FetchScope;
import java.util.ArrayList;
import java.util.List;

/** The media of a manifest; it has no title or description. */
final class SegmentedMedia implements Media {
  private final FetchScope scope;
  private final List<SegmentedInput> inputs;
  private final List<SubtitleTrack> subtitles;
  private final List<StreamReport> others;

  SegmentedMedia(
      FetchScope scope,
      List<SegmentedInput> inputs,
      List<SubtitleTrack> subtitles,
      List<StreamReport> others) {
    this.scope = scope;
    this.inputs = inputs;
    this.subtitles = List.copyOf(subtitles);
    this.others = List.copyOf(others);
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

  @Override
  public void close() {
    scope.close();
  }
}
