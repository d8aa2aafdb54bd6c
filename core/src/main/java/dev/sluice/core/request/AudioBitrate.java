package dev.sluice.core.request;

import java.util.Optional;

/** The bitrate of encoded audio; it has no effect on copied audio. */
public enum AudioBitrate {
  K64(64),
  K128(128),
  K192(192),
  K256(256),
  K320(320);

  private final int kilobits;

  AudioBitrate(int kilobits) {
    this.kilobits = kilobits;
  }

  /** Returns the bitrate in bits per second. */
  public int bitsPerSecond() {
    return kilobits * 1_000;
  }

  /** Returns the bitrate with this wire name, such as {@code 192k}. */
  public static Optional<AudioBitrate> named(String name) {
    return Names.find(values(), name);
  }

  @Override
  public String toString() {
    return kilobits + "k";
  }
}
