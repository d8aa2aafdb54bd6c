package dev.sluice.core.request;

import java.util.Locale;
import java.util.Optional;

/** The codec of the result's audio. */
public enum AudioCodec {
  /** Copies the source's packets; falls back to {@link Container#fallbackAudio()}. */
  COPY,
  AAC,
  OPUS,
  MP3;

  /** Returns the codec with this wire name; upper and lower case are equal. */
  public static Optional<AudioCodec> named(String name) {
    return Names.find(values(), name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
