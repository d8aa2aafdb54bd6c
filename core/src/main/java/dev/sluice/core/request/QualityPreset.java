package dev.sluice.core.request;

import java.util.Locale;
import java.util.Optional;

/** A word for a {@link VideoQuality}. By itself it does not make anything be encoded. */
public enum QualityPreset {
  HIGHEST(17),
  HIGH(20),
  MEDIUM(23),
  LOW(28),
  LOWEST(33);

  private final VideoQuality quality;

  QualityPreset(int crf) {
    quality = new VideoQuality(crf);
  }

  public VideoQuality quality() {
    return quality;
  }

  /** The preset of this name on the wire, in any case. */
  public static Optional<QualityPreset> named(String name) {
    return Names.find(values(), name);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
