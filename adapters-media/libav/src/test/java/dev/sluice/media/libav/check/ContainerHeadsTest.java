package dev.sluice.media.libav.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Literal bytes, no natives. */
class ContainerHeadsTest {
  @Test
  void a_segment_says_how_long_a_matroska_file_is() {
    // EBML header of 4 bytes of content; Segment of 0x1000 bytes, which begins at 5 + 4 + 4 + 2.
    byte[] known = hex("1a45dfa3 84 42868101 18538067 5000" + "00".repeat(20));
    byte[] live = hex("1a45dfa3 84 42868101 18538067 01ffffffffffffff" + "00".repeat(20));

    assertThat(ContainerHeads.matroskaSize(known)).hasValue(15 + 0x1000);
    assertThat(ContainerHeads.matroskaSize(live)).isEmpty();
    assertThat(ContainerHeads.matroskaSize(hex("1a45dfa3 84"))).isEmpty();
    assertThat(ContainerHeads.matroskaSize(new byte[100])).isEmpty();
  }

  @Test
  void a_riff_says_how_long_it_is_unless_it_was_streamed() {
    assertThat(ContainerHeads.riffSize(riff("e8030000"))).hasValue(1_008);
    assertThat(ContainerHeads.riffSize(riff("00000000"))).isEmpty();
    assertThat(ContainerHeads.riffSize(riff("ffffffff"))).isEmpty();
    assertThat(ContainerHeads.riffSize(new byte[100])).isEmpty();
  }

  @Test
  void an_index_may_be_at_the_end_unless_it_is_seen_in_front() {
    String ftyp = "00000010 66747970 69736f6d 00000200";

    assertThat(ContainerHeads.indexMayBeAtEnd(hex(ftyp + "00000100 6d6f6f76" + "00".repeat(16))))
        .isFalse();
    assertThat(ContainerHeads.indexMayBeAtEnd(hex(ftyp + "00000100 6d646174" + "00".repeat(16))))
        .isTrue();
    assertThat(ContainerHeads.indexMayBeAtEnd(hex(ftyp + "00100000 66726565" + "00".repeat(16))))
        .as("what lies behind the padding cannot be seen")
        .isTrue();
    assertThat(ContainerHeads.indexMayBeAtEnd(hex("1a45dfa3 84 42868101"))).isFalse();
  }

  @Test
  void transport_packets_come_in_three_sizes() {
    for (int size : new int[] {188, 192, 204}) {
      byte[] head = new byte[4_096];
      for (int at = size == 192 ? 4 : 0; at < head.length; at += size) {
        head[at] = 0x47;
      }
      assertThat(ContainerHeads.transportPacket(head)).isEqualTo(size);
    }
    assertThat(ContainerHeads.transportPacket(new byte[4_096])).isEqualTo(1);
  }

  private static byte[] riff(String size) {
    return hex("52494646" + size + "41564920" + "00".repeat(16));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
