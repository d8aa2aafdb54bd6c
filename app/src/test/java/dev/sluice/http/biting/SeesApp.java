package dev.sluice.http.biting;

import dev.sluice.app.Main;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesApp {
  static Main seen;

  private SeesApp() {}
}
