package dev.sluice.core.request;

import java.util.Locale;
import java.util.Optional;

/** Which of a source's audio tracks the result has. */
public enum AudioTracks {
  /** As many as is usual for the container: all in an mkv with copied audio, one otherwise. */
  DEFAULT,
  /** All that the container holds. */
  ALL;

  /** Returns the constant with this wire name; upper and lower case are equal. */
  public static Optional<AudioTracks> named(String name) {
    return Names.find(values(), name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
