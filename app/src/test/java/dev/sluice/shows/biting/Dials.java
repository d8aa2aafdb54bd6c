package dev.sluice.shows.biting;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class Dials {
  private Dials() {}

  public static InputStream open() throws IOException {
    return URI.create("http://127.0.0.1/").toURL().openStream();
  }
}
