package dev.sluice.core.request;

import java.util.Locale;
import java.util.Optional;

/** The codec of the result's video. */
public enum VideoCodec {
  /** The source's packets as they are; fails where the container cannot hold them. */
  COPY,
  /** Copied where the container holds it; encoded as {@link Container#usualVideo()} elsewhere. */
  AUTO,
  H264,
  H265,
  VP9;

  /** The codec of this name on the wire, in any case. */
  public static Optional<VideoCodec> named(String name) {
    return Names.find(values(), name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
