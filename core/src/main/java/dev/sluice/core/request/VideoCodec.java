package dev.sluice.core.request;

import java.util.Locale;
import java.util.Optional;

/** The codec of the result's video. */
public enum VideoCodec {
  /** Copies the source's packets; fails if the container cannot hold them. */
  COPY,
  /**
   * Copies if the container can hold the stream; otherwise encodes {@link Container#usualVideo()}.
   */
  AUTO,
  H264,
  H265,
  VP9;

  /** Returns the codec with this wire name; upper and lower case are equal. */
  public static Optional<VideoCodec> named(String name) {
    return Names.find(values(), name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
