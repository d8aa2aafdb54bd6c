package dev.sluice.media.web.segment;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A segment of a stream: a file, or a range of one.
 *
 * @param from the position of its first byte in the file
 * @param end the position after its last byte; −1 for the end of the file
 * @param duration empty for an init segment
 * @param key the key that it is encrypted with
 * @param init the init segment that a player must read before it
 */
public record Segment(
    URI uri,
    long from,
    long end,
    Optional<Duration> duration,
    Optional<Key> key,
    Optional<Segment> init) {
  /** The {@link #end} of a segment that is a whole file. */
  public static final long WHOLE = -1;

  /**
   * A key for AES-128 in CBC mode.
   *
   * @param uri the address of its sixteen bytes
   * @param iv the initialisation vector, 32 hexadecimal digits
   */
  public record Key(URI uri, String iv) {}
}
