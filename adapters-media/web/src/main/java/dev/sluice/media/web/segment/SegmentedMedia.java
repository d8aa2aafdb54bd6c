package dev.sluice.media.web.segment;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.media.web.origin.FetchScope;
import java.util.ArrayList;
import java.util.List;

/** The media of a manifest; it has no title or description. */
final class SegmentedMedia implements Media {
  private final FetchScope scope;
  private final List<SegmentedInput> inputs;
  private final List<SubtitleTrack> subtitles;

  SegmentedMedia(FetchScope scope, List<SegmentedInput> inputs, List<SubtitleTrack> subtitles) {
    this.scope = scope;
    this.inputs = inputs;
    this.subtitles = List.copyOf(subtitles);
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
  public void close() {
    scope.close();
  }
}
