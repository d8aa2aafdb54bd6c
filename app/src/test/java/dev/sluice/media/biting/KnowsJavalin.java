package dev.sluice.media.biting;

import io.javalin.Javalin;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsJavalin {
  static Javalin seen;

  private KnowsJavalin() {}
}
