package dev.sluice.http.api.wire;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer of {@code POST /is-short}, as the reference has it.
 *
 * @param aspectRatio height by width: above 1 if the picture is upright
 */
public record IsShortWire(
    boolean isShort,
    String videoType,
    Integer width,
    Integer height,
    Double aspectRatio,
    Long durationSeconds) {
  /** The answer for a live stream that has not ended: its picture and its end are not known. */
  public static final IsShortWire LIVE = new IsShortWire(false, "live", null, null, null, null);

  /** The limit that the sites with shorts have. */
  private static final Duration MAX_SHORT = Duration.ofMinutes(3);

  public static IsShortWire of(MediaInfo media) {
    Optional<Long> seconds =
        media.duration().map(length -> Math.round(length.toMillis() / 1_000.0));
    Optional<StreamInfo> picture =
        media.first(StreamKind.VIDEO).filter(one -> one.width() > 0 && one.height() > 0);
    if (picture.isEmpty()) {
      return new IsShortWire(false, "video", null, null, null, seconds.orElse(null));
    }
    int width = MetadataWire.shownWidth(picture.get());
    int height = MetadataWire.shownHeight(picture.get());
    boolean brief = media.duration().map(length -> length.compareTo(MAX_SHORT) <= 0).orElse(false);
    boolean isShort = brief && width <= height;
    return new IsShortWire(
        isShort,
        isShort ? "short" : "video",
        width,
        height,
        Math.round(10_000.0 * height / width) / 10_000.0,
        seconds.orElse(null));
  }
}
