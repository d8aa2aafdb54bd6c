package dev.sluice.shows.match;

import java.util.Arrays;

/** Recognises spelling mistakes. Pure. */
final class Spelling {
  /** In shorter words most mistakes make other words. */
  private static final int MIN_LETTERS = 4;

  private Spelling() {}

  /** Returns whether the words differ by two swapped letters, or by one added, missing or other. */
  static boolean isSlip(String one, String other) {
    if (Math.min(one.length(), other.length()) < MIN_LETTERS) {
      return false;
    }
    return one.length() == other.length()
            && sorted(one).equals(sorted(other))
            && differing(one, other) <= 2
        || isOneEdit(one, other);
  }

  private static String sorted(String word) {
    char[] letters = word.toCharArray();
    Arrays.sort(letters);
    return new String(letters);
  }

  private static int differing(String one, String other) {
    int places = 0;
    for (int i = 0; i < one.length(); i++) {
      places += one.charAt(i) == other.charAt(i) ? 0 : 1;
    }
    return places;
  }

  private static boolean isOneEdit(String one, String other) {
    String longer = one.length() >= other.length() ? one : other;
    String shorter = longer.equals(one) ? other : one;
    if (longer.length() - shorter.length() > 1) {
      return false;
    }
    int front = 0;
    while (front < shorter.length() && longer.charAt(front) == shorter.charAt(front)) {
      front++;
    }
    String restOfLonger = longer.substring(Math.min(longer.length(), front + 1));
    String restOfShorter =
        longer.length() == shorter.length()
            ? shorter.substring(Math.min(shorter.length(), front + 1))
            : shorter.substring(front);
    return restOfLonger.equals(restOfShorter);
  }
}
