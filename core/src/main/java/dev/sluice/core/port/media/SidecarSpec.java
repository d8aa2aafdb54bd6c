package dev.sluice.core.port.media;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be made beside a result, from the same reading of its source.
 *
 * @param thumbnail whether a picture that stands for it
 * @param picture the source's own picture, of whatever kind: the thumbnail, where it can be shown
 * @param subtitles which of the source's streams of subtitles, by their {@link
 *     MediaInfo.StreamInfo#index}
 */
public record SidecarSpec(boolean thumbnail, Optional<Picture> picture, List<Integer> subtitles) {
  /** The result alone. */
  public static final SidecarSpec NONE = new SidecarSpec(false, Optional.empty(), List.of());

  public SidecarSpec {
    Objects.requireNonNull(picture);
    subtitles = List.copyOf(subtitles);
  }
}
