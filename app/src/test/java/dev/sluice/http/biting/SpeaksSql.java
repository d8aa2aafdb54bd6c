package dev.sluice.http.biting;

import org.jdbi.v3.core.Jdbi;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SpeaksSql {
  static Jdbi seen;

  private SpeaksSql() {}
}
