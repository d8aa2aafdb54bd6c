package dev.sluice.testkit.media;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A decoded file, reduced to what the assertions of this package compare.
 *
 * @param pictures in the order in which they are shown
 */
public record DecodedMedia(List<DecodedPicture> pictures, DecodedSound sound) {
  public DecodedMedia {
    pictures = List.copyOf(pictures);
    Objects.requireNonNull(sound);
  }

  /** Returns a builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns when the picture turns white. */
  public List<Duration> flashes() {
    List<Duration> flashes = new ArrayList<>();
    boolean before = false;
    for (DecodedPicture picture : pictures) {
      if (picture.isFlash() && !before) {
        flashes.add(picture.time());
      }
      before = picture.isFlash();
    }
    return flashes;
  }

  /** Builds the description of a file from its decoded frames. Not thread-safe. */
  public static final class Builder {
    private final List<DecodedPicture> pictures = new ArrayList<>();
    private final SoundAnalyzer sound = new SoundAnalyzer();

    Builder() {}

    /** Adds a picture; any order. */
    public Builder picture(DecodedPicture picture) {
      pictures.add(picture);
      return this;
    }

    /**
     * Adds an audio frame, in the order of the file.
     *
     * @param time of the first sample
     * @param sampleRate in hertz
     * @param channels the samples of each channel, between -1 and 1
     */
    public Builder sound(Duration time, int sampleRate, float[]... channels) {
      sound.add(time, sampleRate, channels);
      return this;
    }

    /** Returns the description of the file. */
    public DecodedMedia build() {
      pictures.sort(Comparator.comparing(DecodedPicture::time));
      return new DecodedMedia(pictures, sound.finish());
    }
  }
}
