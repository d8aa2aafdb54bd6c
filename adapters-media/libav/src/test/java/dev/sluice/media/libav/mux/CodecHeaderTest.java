package dev.sluice.media.libav.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VORBIS;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Headers of Vorbis in the two ways in which libav joins them. */
class CodecHeaderTest {
  private static byte[] header(int size, int content) {
    byte[] header = new byte[size];
    Arrays.fill(header, (byte) content);
    return header;
  }

  private static byte[] lengthsInFront(byte[] identification, byte[] tags, byte[] setup) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(2);
    for (int rest : new int[] {identification.length, tags.length}) {
      int left = rest;
      for (; left >= 255; left -= 255) {
        all.write(255);
      }
      all.write(left);
    }
    all.writeBytes(identification);
    all.writeBytes(tags);
    all.writeBytes(setup);
    return all.toByteArray();
  }

  private static byte[] lengthsBetween(byte[]... headers) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] header : headers) {
      all.write(header.length >> 8);
      all.write(header.length);
      all.writeBytes(header);
    }
    return all.toByteArray();
  }

  private static final byte[] FIRST = lengthsInFront(header(30, 1), header(300, 3), header(500, 5));

  private static boolean isCompatible(byte[] second) {
    return CodecHeader.isCompatible(AV_CODEC_ID_VORBIS, FIRST, second);
  }

  @Test
  void headers_with_other_tags_are_compatible() {
    assertThat(isCompatible(lengthsInFront(header(30, 1), header(20, 4), header(500, 5)))).isTrue();
    assertThat(isCompatible(lengthsBetween(header(30, 1), header(70, 4), header(500, 5)))).isTrue();
  }

  @Test
  void another_identification_or_setup_is_not() {
    assertThat(isCompatible(lengthsBetween(header(30, 2), header(300, 3), header(500, 5))))
        .isFalse();
    assertThat(isCompatible(lengthsBetween(header(30, 1), header(300, 3), header(500, 6))))
        .isFalse();
    assertThat(isCompatible(lengthsBetween(header(30, 1), header(300, 3), header(499, 5))))
        .isFalse();
    assertThat(isCompatible(lengthsInFront(header(30, 1), header(300, 3), header(500, 6))))
        .isFalse();
    assertThat(isCompatible(new byte[0])).isFalse();
    assertThat(isCompatible(new byte[] {0, 30, 1})).isFalse();
  }
}
