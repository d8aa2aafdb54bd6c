package dev.sluice.storage.folder.biting;

import dev.sluice.storage.s3.biting.SeesJdbc;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesS3 {
  static SeesJdbc seen;

  private SeesS3() {}
}
