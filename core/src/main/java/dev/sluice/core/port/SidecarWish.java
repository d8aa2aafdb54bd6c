package dev.sluice.core.port;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be made beside a result, from the same reading of its source.
 *
 * @param thumbnail whether a picture that stands for it
 * @param picture the source's own picture, of whatever kind: the thumbnail, where it can be shown
 * @param subtitles which of the source's streams of subtitles, by their {@link
 *     MediaFacts.StreamFacts#index}
 */
public record SidecarWish(boolean thumbnail, Optional<Picture> picture, List<Integer> subtitles) {
  /** The result alone. */
  public static final SidecarWish NONE = new SidecarWish(false, Optional.empty(), List.of());

  public SidecarWish {
    Objects.requireNonNull(picture);
    subtitles = List.copyOf(subtitles);
  }
}
