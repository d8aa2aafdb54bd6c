package dev.sluice.core.request;

import java.util.Arrays;
import java.util.Optional;

/** Finds enum constants by their wire names. */
final class Names {
  private Names() {}

  static <E extends Enum<E>> Optional<E> find(E[] constants, String name) {
    return Arrays.stream(constants)
        .filter(constant -> constant.toString().equalsIgnoreCase(name.strip()))
        .findFirst();
  }
}
