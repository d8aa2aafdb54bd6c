package dev.sluice.core.request;

import java.util.Locale;
import java.util.Optional;

/**
 * The quality of encoded picture as x264's constant rate factor: 0 (lossless) to 51 (worst); six
 * more is about half the size. It does not matter where picture is copied.
 *
 * @param crf 0 to 51
 */
public record VideoQuality(int crf) {
  public static final VideoQuality DEFAULT = new VideoQuality(23);

  public VideoQuality {
    if (crf < 0 || crf > 51) {
      throw new IllegalArgumentException("The video quality must be between 0 and 51, not " + crf);
    }
  }

  /** Returns this quality on VP9's scale of 0 to 63. */
  public int onVp9Scale() {
    return Math.round(crf * 63 / 51f);
  }

  /** A word for a {@link VideoQuality}. By itself it does not make anything be encoded. */
  public enum Preset {
    HIGHEST(17),
    HIGH(20),
    MEDIUM(23),
    LOW(28),
    LOWEST(33);

    private final VideoQuality quality;

    Preset(int crf) {
      quality = new VideoQuality(crf);
    }

    public VideoQuality quality() {
      return quality;
    }

    /** The preset of this name on the wire, in any case. */
    public static Optional<Preset> named(String name) {
      return Names.find(values(), name);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
