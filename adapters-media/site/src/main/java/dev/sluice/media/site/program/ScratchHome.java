package dev.sluice.media.site.program;

import dev.sluice.media.web.client.CookieFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * An empty home folder for one run of a program, which other users of the machine cannot read.
 * Closing it deletes it with everything in it.
 */
public record ScratchHome(Path path) implements AutoCloseable {
  private static final int MAX_TRIES = 200;
  private static final long PAUSE_NANOS = 10_000_000;

  /** The first line that yt-dlp requires of a file of cookies. */
  private static final String COOKIES_HEAD = "# Netscape HTTP Cookie File";

  public static ScratchHome make() throws IOException {
    return new ScratchHome(Files.createTempDirectory("sluice-page-"));
  }

  /**
   * Writes a copy of the cookies, because the program changes the file that it is given.
   *
   * @throws dev.sluice.core.failure.SluiceException as {@link CookieFile#lines}
   */
  public Path with(CookieFile cookies) throws IOException {
    List<String> lines = new ArrayList<>(List.of(COOKIES_HEAD));
    lines.addAll(cookies.lines());
    return Files.write(Files.createTempFile(path, "cookies", ".txt"), lines);
  }

  /** Deletes the folder; repeats that for a while, because a killed program may still write. */
  @Override
  public void close() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      for (int tries = 1; ; tries++) {
        try {
          remove();
          return;
        } catch (DirectoryNotEmptyException | UncheckedIOException e) {
          if (tries == MAX_TRIES) {
            throw e;
          }
        }
        LockSupport.parkNanos(PAUSE_NANOS);
        interrupted |= Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void remove() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(path)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
