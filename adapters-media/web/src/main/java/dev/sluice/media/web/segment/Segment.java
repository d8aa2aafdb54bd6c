package dev.sluice.media.web.segment;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A stretch of media in a place of its own.
 *
 * @param from the position of its first byte there
 * @param end behind its last byte; −1 where it is all of the file
 * @param duration empty for a head
 * @param key what it is encrypted with
 * @param head what a player must read before the first segment that has it
 */
public record Segment(
    URI place,
    long from,
    long end,
    Optional<Duration> duration,
    Optional<Key> key,
    Optional<Segment> head) {
  /** Stands for all of a file. */
  public static final long WHOLE = -1;

  /**
   * AES-128 in CBC mode.
   *
   * @param place where its sixteen bytes lie
   * @param iv the sixteen bytes that the first block is combined with, in hexadecimal
   */
  public record Key(URI place, String iv) {}
}
