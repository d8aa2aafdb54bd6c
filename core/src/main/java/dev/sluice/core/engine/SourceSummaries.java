package dev.sluice.core.engine;

import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import java.util.Optional;

/** Summarizes a source: its own description, and the tags of its media where it has none. Pure. */
final class SourceSummaries {
  private SourceSummaries() {}

  static SourceSummary of(Media media, MediaInfo info) {
    return new SourceSummary(
        media.title().or(() -> tag(info, "title")),
        media.description().or(() -> tag(info, "description")).or(() -> tag(info, "comment")),
        media.releaseDate().or(() -> tag(info, "date")),
        info.first(StreamKind.VIDEO).map(MediaInfo.StreamInfo::codec),
        info.first(StreamKind.AUDIO).map(MediaInfo.StreamInfo::codec));
  }

  private static Optional<String> tag(MediaInfo info, String name) {
    return Optional.ofNullable(info.tags().get(name)).filter(text -> !text.isBlank());
  }
}
