package dev.sluice.core.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The largest picture wanted, against its shorter side as a player shows it. It chooses among a
 * source's renditions; a picture is scaled down only where it is encoded anyway, and never up.
 *
 * @param shorterSide in pixels, one of {@link #SIDES}
 */
public record MaxResolution(int shorterSide) {
  /** The resolutions that may be asked for, largest first. */
  public static final List<Integer> SIDES = List.of(2160, 1440, 1080, 720, 480, 360);

  private static final String BEST = "best";

  public MaxResolution {
    if (!SIDES.contains(shorterSide)) {
      throw new IllegalArgumentException("not a resolution to ask for: " + shorterSide);
    }
  }

  /**
   * Reads {@code 1080} or {@code 1080p}, in any case; {@code best} is no limit.
   *
   * @throws IllegalArgumentException with a sentence that names what there is
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

  /** Returns the name of a limit, or of none. */
  public static String text(Optional<MaxResolution> limit) {
    return limit.map(MaxResolution::toString).orElse(BEST);
  }

  /** Such as {@code 1080p}. */
  @Override
  public String toString() {
    return shorterSide + "p";
  }
}
