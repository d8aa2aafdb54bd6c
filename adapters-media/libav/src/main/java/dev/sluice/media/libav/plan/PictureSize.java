package dev.sluice.media.libav.plan;

import dev.sluice.core.request.MaxResolution;
import java.util.Optional;

/**
 * The size of a picture in stored pixels, before rotation.
 *
 * @param width positive
 * @param height positive
 */
public record PictureSize(int width, int height) {
  /** Returns the shorter side, which names such as {@code 1080p} refer to. */
  public int shorterSide() {
    return Math.min(width, height);
  }

  /**
   * Returns the size that fits the limit: this one, or a smaller one with the same proportions and
   * even sides, as encoders require.
   */
  public PictureSize within(Optional<MaxResolution> limit) {
    if (limit.isEmpty() || shorterSide() <= limit.get().shorterSide()) {
      return this;
    }
    double scale = (double) limit.get().shorterSide() / shorterSide();
    return new PictureSize(even(width * scale), even(height * scale));
  }

  private static int even(double side) {
    return Math.max(2, 2 * (int) Math.round(side / 2));
  }

  /** Returns the resolution's name, such as {@code 1080p}. */
  @Override
  public String toString() {
    return shorterSide() + "p";
  }
}
