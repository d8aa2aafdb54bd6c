package dev.sluice.core.request;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The maximum resolution of the result, as the shorter side of the video as a player shows it. It
 * selects among the renditions of a source. Video is scaled down only if it is encoded anyway, and
 * never scaled up.
 *
 * @param shorterSide in pixels, one of {@link #SIDES}
 * @param text the limit as the caller wrote it, such as {@code 720} or {@code 720p}
 */
public record MaxResolution(int shorterSide, String text) {
  /** The allowed resolutions, largest first. */
  public static final List<Integer> SIDES = List.of(2160, 1440, 1080, 720, 480, 360, 240, 144);

  private static final String BEST = "best";
  private static final String LOWEST = "lowest";

  public MaxResolution {
    if (!SIDES.contains(shorterSide)) {
      throw new IllegalArgumentException("not one of the allowed resolutions: " + shorterSide);
    }
    Objects.requireNonNull(text);
  }

  /** Creates a limit with its usual text, such as {@code 1080p}. */
  public MaxResolution(int shorterSide) {
    this(shorterSide, shorterSide + "p");
  }

  /**
   * Parses {@code 1080}, {@code 1080p} or {@code lowest}, which is the smallest of {@link #SIDES},
   * in upper or lower case; {@code best} gives an empty result.
   *
   * @throws IllegalArgumentException with a sentence that names the allowed values
   */
  public static Optional<MaxResolution> parse(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    if (name.equals(BEST)) {
      return Optional.empty();
    }
    if (name.equals(LOWEST)) {
      return Optional.of(new MaxResolution(SIDES.get(SIDES.size() - 1), name));
    }
    return Optional.of(
        SIDES.stream()
            .filter(side -> name.equals(side + "") || name.equals(side + "p"))
            .findFirst()
            .map(side -> new MaxResolution(side, name))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The maximum resolution must be one of best, 2160, 1440, 1080, 720, 480,"
                            + " 360, 240, 144, lowest")));
  }

  /** Returns the limit as the caller wrote it; {@code best} if it is empty. */
  public static String text(Optional<MaxResolution> limit) {
    return limit.map(MaxResolution::text).orElse(BEST);
  }

  /** Returns the usual text of a limit, such as {@code 1080p}; {@code best} if it is empty. */
  public static String name(Optional<MaxResolution> limit) {
    return limit.map(MaxResolution::toString).orElse(BEST);
  }

  /** Returns the usual text, such as {@code 1080p}. */
  @Override
  public String toString() {
    return shorterSide + "p";
  }
}
