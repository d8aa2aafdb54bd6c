package dev.sluice.core.request;

import java.util.Locale;
import java.util.Optional;

/** The codec of the result's audio. */
public enum AudioCodec {
  /** The source's packets as they are; falls back to {@link Container#fallbackAudio()}. */
  COPY,
  AAC,
  OPUS,
  MP3;

  /** The codec of this name on the wire, in any case. */
  public static Optional<AudioCodec> named(String name) {
    return Names.find(values(), name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
