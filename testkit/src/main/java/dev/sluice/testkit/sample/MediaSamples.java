package dev.sluice.testkit.sample;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Media information as probes return it, for tests without media. */
public final class MediaSamples {
  private MediaSamples() {}

  /** A clip of five seconds, 320 by 180, with h264 and aac. */
  public static MediaInfo clip() {
    Optional<Duration> length = Optional.of(Duration.ofSeconds(5));
    StreamInfo video =
        new StreamInfo(
            0,
            StreamKind.VIDEO,
            "h264",
            Optional.of("High"),
            320,
            180,
            0,
            25,
            Optional.of("yuv420p"),
            0,
            0,
            Optional.empty(),
            OptionalLong.empty(),
            Optional.of(Duration.ZERO),
            length);
    StreamInfo audio =
        new StreamInfo(
            1,
            StreamKind.AUDIO,
            "aac",
            Optional.of("LC"),
            0,
            0,
            0,
            0,
            Optional.empty(),
            2,
            48_000,
            Optional.empty(),
            OptionalLong.empty(),
            Optional.of(Duration.ZERO),
            length);
    return new MediaInfo(
        "mov,mp4,m4a,3gp,3g2,mj2",
        length,
        OptionalLong.empty(),
        List.of(video, audio),
        List.of(),
        Map.of());
  }
}
