package dev.sluice.media.web.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedAudioClockTest {
  private static final String OWNER = "com.apple.streaming.transportStreamTimestamp\0";

  private static byte[] frame(String name, byte[] content) {
    return ByteBuffer.allocate(10 + content.length)
        .put(name.getBytes(ISO_8859_1))
        .putInt(content.length)
        .putShort((short) 0)
        .put(content)
        .array();
  }

  private static byte[] clock(String owner, long ticks) {
    byte[] name = owner.getBytes(ISO_8859_1);
    return frame("PRIV", ByteBuffer.allocate(name.length + 8).put(name).putLong(ticks).array());
  }

  private static byte[] tag(int version, byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int size = 0;
    for (byte[] frame : frames) {
      size += frame.length;
    }
    all.writeBytes(
        new byte[] {
          'I', 'D', '3', (byte) version, 0, 0, 0, 0, (byte) (size >> 7), (byte) (size & 0x7f)
        });
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }

  private static Optional<Duration> read(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return PackedAudioClock.of(ByteBuffer.wrap(all.toByteArray()));
  }

  @ParameterizedTest
  @CsvSource({
    "0,           PT0S",
    "90000,       PT1S",
    "900000,      PT10S",
    "1,           PT0.000011111S",
    "8589934591,  PT26H30M43.717677777S",
    "8589934593,  PT0.000011111S"
  })
  void the_clock_has_33_bits_and_90_000_ticks_a_second(long ticks, Duration time) {
    assertThat(read(tag(4, clock(OWNER, ticks)), new byte[100])).contains(time);
  }

  @Test
  void other_frames_and_tags_are_passed_over() {
    byte[] title = frame("TIT2", "a title".getBytes(ISO_8859_1));
    byte[] other = clock("another.owner\0", 5);

    assertThat(read(tag(3, title, other, clock(OWNER, 90_000)))).contains(Duration.ofSeconds(1));
    assertThat(read(tag(4, title), tag(4, clock(OWNER, 90_000)), new byte[9]))
        .contains(Duration.ofSeconds(1));
  }

  @Test
  void whatever_else_a_segment_begins_with_says_nothing() {
    assertThat(read(new byte[0])).isEmpty();
    assertThat(read(new byte[] {(byte) 0xff, (byte) 0xf1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})).isEmpty();
    assertThat(read(tag(4, frame("TIT2", "a title".getBytes(ISO_8859_1))))).isEmpty();
    byte[] tag = tag(4, clock(OWNER, 90_000));
    for (int length = 0; length < tag.length; length++) {
      assertThat(PackedAudioClock.of(ByteBuffer.wrap(tag, 0, length))).isEmpty();
    }
  }
}
