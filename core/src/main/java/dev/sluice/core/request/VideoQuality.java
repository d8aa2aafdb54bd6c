package dev.sluice.core.request;

import java.util.Locale;
import java.util.Optional;

/**
 * The quality of encoded video as x264's constant rate factor, from 0 (lossless) to 51 (worst). An
 * increase of six halves the size, approximately. It has no effect on copied video.
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

  /** A named {@link VideoQuality}. A preset alone does not cause video to be encoded. */
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

    /** Returns the quality that this preset names. */
    public VideoQuality quality() {
      return quality;
    }

    /** Returns the preset with this wire name; upper and lower case are equal. */
    public static Optional<Preset> named(String name) {
      return Names.find(values(), name);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
