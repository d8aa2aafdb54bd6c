package dev.sluice.media.libav.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.media.libav.base.AacFormat;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Where frames of AAC are, if tags are between them. */
class AdtsFramesTest {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  private AdtsFramesTest frame(int size) {
    file.writeBytes(Arrays.copyOf(new AacFormat(2, 3, 2).adtsHeader(size - 7), size));
    return this;
  }

  private AdtsFramesTest tag(int size) {
    file.writeBytes(
        Arrays.copyOf(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 0, (byte) size}, size + 10));
    return this;
  }

  private AdtsFrames read(int atOnce) {
    AdtsFrames frames = new AdtsFrames();
    byte[] all = file.toByteArray();
    for (int at = 0; at < all.length; at += atOnce) {
      frames.record(at, ByteBuffer.wrap(all, at, Math.min(atOnce, all.length - at)));
    }
    return frames;
  }

  @Test
  void tags_behind_the_first_frame_count() {
    tag(63).frame(300).frame(200).tag(63).frame(100).tag(20).tag(40).frame(50).frame(60);

    for (int atOnce : new int[] {1, 7, 64, 10_000}) {
      AdtsFrames frames = read(atOnce);

      assertThat(frames.position(73)).isEqualTo(73);
      assertThat(frames.position(373)).isEqualTo(373);
      assertThat(frames.position(573)).isEqualTo(573 + 73);
      assertThat(frames.position(673)).isEqualTo(673 + 73 + 30 + 50);
      assertThat(frames.position(723)).isEqualTo(723 + 73 + 30 + 50);
    }
  }

  @Test
  void nothing_is_claimed_behind_junk() {
    frame(100).tag(20);
    file.writeBytes(new byte[30]);
    frame(100).tag(20).frame(100);

    assertThat(read(1_000).position(330)).isEqualTo(330 + 30);
  }

  @Test
  void only_aac_begins_with_a_frame_of_aac() {
    byte[] mpegAudio = Arrays.copyOf(new byte[] {-1, -5, 0x50}, 100);
    tag(20).frame(100);

    assertThat(AdtsFrames.isBegunBy(ByteBuffer.wrap(file.toByteArray()))).isTrue();
    assertThat(AdtsFrames.isBegunBy(ByteBuffer.wrap(file.toByteArray(), 0, 32))).isFalse();
    assertThat(AdtsFrames.isBegunBy(ByteBuffer.wrap(mpegAudio))).isFalse();
    assertThat(AdtsFrames.isBegunBy(ByteBuffer.allocate(0))).isFalse();
  }
}
