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
        StreamInfo.builder(0, StreamKind.VIDEO, "h264")
            .profile(Optional.of("High"))
            .size(320, 180)
            .frameRate(25)
            .pixelFormat(Optional.of("yuv420p"))
            .start(Optional.of(Duration.ZERO))
            .duration(length)
            .build();
    StreamInfo audio =
        StreamInfo.builder(1, StreamKind.AUDIO, "aac")
            .profile(Optional.of("LC"))
            .sound(2, 48_000)
            .start(Optional.of(Duration.ZERO))
            .duration(length)
            .build();
    return withStreams(List.of(video, audio));
  }

  /** Media of five seconds with these streams. */
  public static MediaInfo withStreams(List<StreamInfo> streams) {
    return new MediaInfo(
        "mov,mp4,m4a,3gp,3g2,mj2",
        Optional.of(Duration.ofSeconds(5)),
        OptionalLong.empty(),
        streams,
        List.of(),
        Map.of());
  }
}
