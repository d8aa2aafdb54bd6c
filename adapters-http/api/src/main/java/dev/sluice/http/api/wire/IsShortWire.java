package dev.sluice.http.api.wire;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import java.time.Duration;
import java.util.Optional;

/** The answer of {@code POST /is-short}. */
public record IsShortWire(
    boolean isShort,
    String videoType,
    Integer width,
    Integer height,
    Double aspectRatio,
    Double durationSeconds) {

  /** The limit that the sites with shorts have. */
  private static final Duration MAX_SHORT = Duration.ofMinutes(3);

  public static IsShortWire of(MediaInfo media) {
    Optional<Double> seconds = media.duration().map(MetadataWire::seconds);
    Optional<StreamInfo> picture =
        media.first(StreamKind.VIDEO).filter(one -> one.width() > 0 && one.height() > 0);
    if (picture.isEmpty()) {
      return new IsShortWire(false, "audio", null, null, null, seconds.orElse(null));
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
        Math.round(10_000.0 * width / height) / 10_000.0,
        seconds.orElse(null));
  }
}
