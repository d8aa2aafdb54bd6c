package dev.sluice.app.command;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Formats the values of an option. Pure. */
final class Alternatives {
  private Alternatives() {}

  /** {@code mp4, mkv or webm}. */
  static String list(Object[] values) {
    String first =
        Arrays.stream(values)
            .limit(values.length - 1L)
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    return first + " or " + values[values.length - 1];
  }
}
