package dev.sluice.media.web.client;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@link Cookies} that may be replaced at any time: it is read again when it has changed.
 * Thread-safe.
 */
public final class CookieFile {
  private static final Logger LOG = System.getLogger(CookieFile.class.getName());

  private final Path path;
  private final InstantSource clock;
  private List<String> lines = List.of();
  private Cookies read = Cookies.NONE;
  private @Nullable FileTime readAt;

  public CookieFile(Path path, InstantSource clock) {
    this.path = Objects.requireNonNull(path);
    this.clock = Objects.requireNonNull(clock);
  }

  public Path path() {
    return path;
  }

  /**
   * Returns the cookies that the file holds now.
   *
   * @throws SluiceException INTERNAL if the file cannot be read or is not a file of cookies; the
   *     log says which and why
   */
  public synchronized Cookies now() {
    try {
      FileTime changed = Files.getLastModifiedTime(path);
      if (!changed.equals(readAt)) {
        lines = Files.readAllLines(path);
        read = Cookies.parse(lines);
        readAt = changed;
      }
      return read;
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.ERROR, "The cookies in {0} cannot be read ({1})", path, e.toString());
      throw new SluiceException(
          FailureCode.INTERNAL,
          "The cookies that the operator configured for this key cannot be read; see the server's"
              + " log",
          e);
    }
  }

  /**
   * Returns the lines that the file holds now.
   *
   * @throws SluiceException as {@link #now}
   */
  public synchronized List<String> lines() {
    now();
    return lines;
  }

  Optional<String> header(URI url) {
    return now().header(url, clock.instant());
  }
}
