package dev.sluice.storage.s3.biting;

import dev.sluice.storage.jdbc.biting.SeesWebhook;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class SeesJdbc {
  static SeesWebhook seen;

  private SeesJdbc() {}
}
