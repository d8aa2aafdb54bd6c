package dev.sluice.core.request;

import java.util.Set;

/** The codecs that a build can encode, which depends on its native libraries. */
public record Capabilities(Set<VideoCodec> videoCodecs, Set<AudioCodec> audioCodecs) {
  public Capabilities {
    videoCodecs = Set.copyOf(videoCodecs);
    audioCodecs = Set.copyOf(audioCodecs);
  }

  /** Everything that a request can name. */
  public static Capabilities all() {
    return new Capabilities(Set.of(VideoCodec.values()), Set.of(AudioCodec.values()));
  }

  public boolean canEncode(VideoCodec codec) {
    return codec == VideoCodec.COPY || codec == VideoCodec.AUTO || videoCodecs.contains(codec);
  }

  public boolean canEncode(AudioCodec codec) {
    return codec == AudioCodec.COPY || audioCodecs.contains(codec);
  }
}
