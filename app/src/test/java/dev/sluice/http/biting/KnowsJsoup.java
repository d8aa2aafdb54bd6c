package dev.sluice.http.biting;

import org.jsoup.nodes.Document;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsJsoup {
  static Document seen;

  private KnowsJsoup() {}
}
