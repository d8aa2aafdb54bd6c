package dev.sluice.core.request;

import java.util.Objects;

/** What the result is to be. Whether its parts fit together is for {@link RequestRules}. */
public record OutputSpec(
    Container container,
    VideoCodec videoCodec,
    AudioCodec audioCodec,
    AudioBitrate audioBitrate,
    VideoQuality videoQuality) {
  /** Everything copied into an mp4. */
  public static final OutputSpec DEFAULT =
      new OutputSpec(
          Container.MP4, VideoCodec.COPY, AudioCodec.COPY, AudioBitrate.K192, VideoQuality.DEFAULT);

  public OutputSpec {
    Objects.requireNonNull(container);
    Objects.requireNonNull(videoCodec);
    Objects.requireNonNull(audioCodec);
    Objects.requireNonNull(audioBitrate);
    Objects.requireNonNull(videoQuality);
  }
}
