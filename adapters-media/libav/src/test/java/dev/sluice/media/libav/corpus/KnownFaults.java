package dev.sluice.media.libav.corpus;

import java.util.Map;

/** Cases that are not right yet, each with its reason. A case that turns right must go. */
final class KnownFaults {
  private KnownFaults() {}

  /** Returns the reasons by the names of cases. */
  static Map<String, String> all() {
    return Map.of();
  }
}
