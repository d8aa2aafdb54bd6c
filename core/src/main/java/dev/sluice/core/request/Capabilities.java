package dev.sluice.core.request;

import java.util.Set;

/** The codecs that a build can encode, which depends on its native libraries. */
public record Capabilities(Set<VideoCodec> videoCodecs, Set<AudioCodec> audioCodecs) {
  public Capabilities {
    videoCodecs = Set.copyOf(videoCodecs);
    audioCodecs = Set.copyOf(audioCodecs);
  }

  /** Returns the capabilities of a build that encodes every codec that a request can name. */
  public static Capabilities all() {
    return new Capabilities(Set.of(VideoCodec.values()), Set.of(AudioCodec.values()));
  }

  /** Returns whether a request for this codec can be served; COPY and AUTO always can. */
  public boolean canEncode(VideoCodec codec) {
    return codec == VideoCodec.COPY || codec == VideoCodec.AUTO || videoCodecs.contains(codec);
  }

  /** Returns whether a request for this codec can be served; COPY always can. */
  public boolean canEncode(AudioCodec codec) {
    return codec == AudioCodec.COPY || audioCodecs.contains(codec);
  }
}
