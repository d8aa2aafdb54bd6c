package dev.sluice.media.libav.process;

import dev.sluice.core.request.Capabilities;
import java.util.List;
import java.util.Optional;

/**
 * The first words of a child.
 *
 * @param version of the protocol
 * @param problem why the child cannot work; empty if it can
 * @param natives the folders with the libraries that it has loaded
 */
record Hello(
    int version, Optional<String> problem, Capabilities capabilities, List<String> natives) {
  static final int VERSION = 2;
}
