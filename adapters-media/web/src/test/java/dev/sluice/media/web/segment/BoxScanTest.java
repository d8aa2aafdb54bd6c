package dev.sluice.media.web.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BoxScanTest {
  private static byte[] box(int length) {
    return ByteBuffer.allocate(length).putInt(length).put("mdat".getBytes()).array();
  }

  private static byte[] longBox(int length) {
    return ByteBuffer.allocate(length).putInt(1).put("mdat".getBytes()).putLong(length).array();
  }

  private static byte[] joined(byte[]... boxes) {
    ByteBuffer all = ByteBuffer.allocate(1_000);
    for (byte[] box : boxes) {
      all.put(box);
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  private static boolean endsInside(byte[] bytes, int pieces) {
    BoxScan scan = new BoxScan();
    for (int from = 0; from < bytes.length; from += pieces) {
      byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + pieces));
      scan.add(piece, piece.length);
    }
    return scan.endsInside();
  }

  @Test
  void only_ends_of_boxes_are_ends() {
    byte[] all = joined(box(8), box(30), longBox(40), box(9));
    for (int pieces = 1; pieces < 40; pieces++) {
      for (int length = 1; length <= all.length; length++) {
        boolean isEnd = length == 8 || length == 38 || length == 78 || length == 87;
        assertThat(endsInside(Arrays.copyOf(all, length), pieces))
            .as("%d bytes in pieces of %d", length, pieces)
            .isEqualTo(!isEnd);
      }
    }
  }

  @Test
  void a_box_without_a_length_goes_to_the_end() {
    byte[] endless = joined(box(8), new byte[] {0, 0, 0, 0, 'm', 'd', 'a', 't', 1, 2, 3});

    assertThat(endsInside(endless, 100)).isFalse();
  }
}
