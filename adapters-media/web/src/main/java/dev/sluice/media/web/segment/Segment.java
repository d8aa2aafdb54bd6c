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
 * @param section the section that it belongs to; an init segment belongs to none
 * @param presence whether the origin has it
 */
public record Segment(
    URI uri,
    long from,
    long end,
    Optional<Duration> duration,
    Optional<Key> key,
    Optional<Segment> init,
    Section section,
    Presence presence) {
  /** The {@link #end} of a segment that is a whole file. */
  public static final long WHOLE = -1;

  /** Creates a segment that the origin must have. */
  public Segment(
      URI uri,
      long from,
      long end,
      Optional<Duration> duration,
      Optional<Key> key,
      Optional<Segment> init,
      Section section) {
    this(uri, from, end, duration, key, init, section, Presence.REQUIRED);
  }

  /** Creates a segment of the first section. */
  public Segment(
      URI uri,
      long from,
      long end,
      Optional<Duration> duration,
      Optional<Key> key,
      Optional<Segment> init) {
    this(uri, from, end, duration, key, init, Section.FIRST);
  }

  /** Returns this segment in another section. */
  public Segment in(Section other) {
    return new Segment(uri, from, end, duration, key, init, other, presence);
  }

  /** Returns this segment at another address. */
  public Segment at(URI other) {
    return new Segment(other, from, end, duration, key, init, section, presence);
  }

  /** Returns this segment as one that may lie beyond the end of the stream. */
  public Segment asPossibleEnd() {
    return new Segment(uri, from, end, duration, key, init, section, Presence.POSSIBLE_END);
  }

  /** Returns this segment as one that the origin does not have. */
  public Segment asMissing() {
    return new Segment(uri, from, end, duration, key, init, section, Presence.MISSING);
  }

  /** Whether an origin has a segment, as its manifest says. */
  public enum Presence {
    REQUIRED,
    /** The last one; if the origin does not have it, the stream ends before it. */
    POSSIBLE_END,
    /** The manifest says that the origin does not have it. */
    MISSING
  }

  /**
   * A key for AES-128 in CBC mode.
   *
   * @param uri the address of its sixteen bytes
   * @param iv the initialisation vector, 32 hexadecimal digits in lower case
   */
  public record Key(URI uri, String iv) {}

  /**
   * Segments that share a clock.
   *
   * @param number as {@link dev.sluice.core.port.media.MediaInput.Piece#section}
   * @param shift as {@link dev.sluice.core.port.media.MediaInput.Piece#shift}
   */
  public record Section(long number, Optional<Duration> shift) {
    /** The first section, whose shift is unknown. */
    public static final Section FIRST = of(0);

    /** Returns a section whose shift is unknown. */
    public static Section of(long number) {
      return new Section(number, Optional.empty());
    }
  }
}
