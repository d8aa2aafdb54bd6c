package dev.sluice.core.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The maximum resolution of the result, as the shorter side of the video as a player shows it. It
 * selects among the renditions of a source. Video is scaled down only if it is encoded anyway, and
 * never scaled up.
 *
 * @param shorterSide in pixels, one of {@link #SIDES}
 */
public record MaxResolution(int shorterSide) {
  /** The allowed resolutions, largest first. */
  public static final List<Integer> SIDES = List.of(2160, 1440, 1080, 720, 480, 360);

  private static final String BEST = "best";

  public MaxResolution {
    if (!SIDES.contains(shorterSide)) {
      throw new IllegalArgumentException("not one of the allowed resolutions: " + shorterSide);
    }
  }

  /**
   * Parses {@code 1080} or {@code 1080p}, in upper or lower case; {@code best} gives an empty
   * result.
   *
   * @throws IllegalArgumentException with a sentence that names the allowed values
   */
  public static Optional<MaxResolution> parse(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    if (name.equals(BEST)) {
      return Optional.empty();
    }
    return Optional.of(
        SIDES.stream()
            .filter(side -> name.equals(side + "") || name.equals(side + "p"))
            .findFirst()
            .map(MaxResolution::new)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The maximum resolution must be one of best, 2160, 1440, 1080, 720, 480,"
                            + " 360")));
  }

  /** Returns the wire name of a limit; {@code best} if it is empty. */
  public static String text(Optional<MaxResolution> limit) {
    return limit.map(MaxResolution::toString).orElse(BEST);
  }

  /** Returns the wire name, such as {@code 1080p}. */
  @Override
  public String toString() {
    return shorterSide + "p";
  }
}
