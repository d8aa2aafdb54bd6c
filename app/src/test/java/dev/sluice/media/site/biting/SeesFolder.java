package dev.sluice.media.site.biting;

import dev.sluice.storage.folder.biting.SeesS3;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesFolder {
  static SeesS3 seen;

  private SeesFolder() {}
}
