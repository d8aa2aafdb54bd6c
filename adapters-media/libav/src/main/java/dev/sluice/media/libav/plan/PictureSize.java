package dev.sluice.media.libav.plan;

import dev.sluice.core.request.MaxResolution;
import java.util.Optional;

/**
 * How large a picture is, in stored pixels; turning it by a quarter changes nothing here.
 *
 * @param width positive
 * @param height positive
 */
public record PictureSize(int width, int height) {
  /** The side that {@code 1080p} and its like speak of. */
  public int shorterSide() {
    return Math.min(width, height);
  }

  /**
   * The size that fits: this one, or a smaller one of the same proportions with even sides, as
   * encoders want them. Never a larger one.
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

  /** Such as {@code 1080p}. */
  @Override
  public String toString() {
    return shorterSide() + "p";
  }
}
