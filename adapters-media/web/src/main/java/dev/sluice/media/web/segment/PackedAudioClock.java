package dev.sluice.media.web.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads when a segment of packed audio begins (RFC 8216, 3.4): AAC, MP3 and AC-3 have no
 * timestamps, so the segment begins with an ID3 tag that holds one of the transport stream's clock.
 * Pure.
 */
final class PackedAudioClock {
  private static final String NAME = "com.apple.streaming.transportStreamTimestamp";
  private static final long CLOCK_BITS = (1L << 33) - 1;
  private static final long TICKS_PER_SECOND = 90_000;
  private static final int HEADER = 10;
  private static final int EXTENDED = 0x40;

  private PackedAudioClock() {}

  /**
   * Returns the time of the first sample.
   *
   * @param segment the segment's first bytes
   * @return empty if they begin with no tag that says it
   */
  static Optional<Duration> of(ByteBuffer segment) {
    ByteBuffer rest = segment.duplicate();
    while (beginsTag(rest)) {
      int version = rest.get(rest.position() + 3);
      boolean isExtended = (rest.get(rest.position() + 5) & EXTENDED) != 0;
      int size = packed(rest, rest.position() + 6);
      rest.position(rest.position() + HEADER);
      ByteBuffer frames =
          rest.duplicate().limit(rest.position() + Math.min(size, rest.remaining()));
      Optional<Duration> time = isExtended ? Optional.empty() : inFrames(frames, version);
      if (time.isPresent()) {
        return time;
      }
      rest.position(frames.limit());
    }
    return Optional.empty();
  }

  private static boolean beginsTag(ByteBuffer bytes) {
    int at = bytes.position();
    return bytes.remaining() > HEADER
        && bytes.get(at) == 'I'
        && bytes.get(at + 1) == 'D'
        && bytes.get(at + 2) == '3'
        && bytes.get(at + 3) >= 3;
  }

  private static Optional<Duration> inFrames(ByteBuffer frames, int version) {
    while (frames.remaining() > HEADER) {
      int at = frames.position();
      int size = version == 3 ? frames.getInt(at + 4) : packed(frames, at + 4);
      if (size <= 0 || size > frames.remaining() - HEADER) {
        return Optional.empty();
      }
      byte[] name = new byte[4];
      frames.get(name);
      byte[] content = new byte[size];
      frames.position(at + HEADER).get(content);
      if ("PRIV".equals(text(name, 4))) {
        Optional<Duration> time = inPrivate(content);
        if (time.isPresent()) {
          return time;
        }
      }
    }
    return Optional.empty();
  }

  // The owner's name, a zero, and the owner's bytes.
  private static Optional<Duration> inPrivate(byte[] content) {
    int length = NAME.length();
    boolean isClock =
        content.length >= length + 9 && content[length] == 0 && NAME.equals(text(content, length));
    if (!isClock) {
      return Optional.empty();
    }
    long ticks = ByteBuffer.wrap(content).getLong(length + 1) & CLOCK_BITS;
    return Optional.of(
        Duration.ofSeconds(
            ticks / TICKS_PER_SECOND, ticks % TICKS_PER_SECOND * 1_000_000_000 / TICKS_PER_SECOND));
  }

  private static String text(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }

  // Seven bits in each of four bytes.
  private static int packed(ByteBuffer bytes, int at) {
    int number = 0;
    for (int i = 0; i < 4; i++) {
      number = number << 7 | bytes.get(at + i) & 0x7f;
    }
    return number;
  }
}
