package dev.sluice.core.shared;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a misspelt one probably means. Pure. */
public final class NearestName {
  private static final int LONGEST = 64;

  private NearestName() {}

  /**
   * Returns the known name that takes the fewest edits (a letter more, less, other, or two
   * exchanged); among equals the first. Empty only when nothing is known.
   */
  public static Optional<String> to(String typed, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(name -> edits(typed, name)));
  }

  /**
   * Returns the known name that is nearest, if so few edits lead to it that it was probably meant:
   * one, and one more for each four letters. Capitals count as small letters.
   */
  public static Optional<String> probably(String typed, Collection<String> known) {
    if (typed.length() > LONGEST) {
      return Optional.empty();
    }
    String small = typed.toLowerCase(Locale.ROOT);
    return to(small, known).filter(name -> edits(small, name) <= 1 + name.length() / 4);
  }

  static int edits(String one, String other) {
    int[][] table = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      table[i][0] = i;
    }
    for (int j = 0; j <= other.length(); j++) {
      table[0][j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(Math.min(table[i - 1][j], table[i][j - 1]) + 1, table[i - 1][j - 1] + change);
        boolean exchanged =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        table[i][j] = exchanged ? Math.min(least, table[i - 2][j - 2] + 1) : least;
      }
    }
    return table[one.length()][other.length()];
  }
}
