package dev.sluice.media.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder with nothing in it, for one run of a program; gone with what that left there. */
record EmptyHome(Path path) implements AutoCloseable {
  static EmptyHome make() throws IOException {
    return new EmptyHome(Files.createTempDirectory("sluice-page-"));
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(path)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
