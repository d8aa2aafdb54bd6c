package dev.sluice.media.web.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportSyncTest {
  private static byte[] packets(String before, int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(before.getBytes(ISO_8859_1));
    for (int i = 0; i < count; i++) {
      byte[] packet = new byte[188];
      new Random(i).nextBytes(packet);
      packet[0] = 0x47;
      all.writeBytes(packet);
    }
    return all.toByteArray();
  }

  private static int bytesBefore(byte[] bytes) {
    return TransportSync.bytesBefore(bytes, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "G", "GIF89a and a picture", "\u0089PNG\r\n", "GGGGGGG\n"})
  void the_first_packet_is_found(String before) {
    assertThat(bytesBefore(packets(before, 6))).isEqualTo(before.length());
    assertThat(bytesBefore(packets(before, 3))).isEqualTo(before.length());
  }

  @Test
  void a_stream_that_begins_with_a_packet_has_nothing_before_it() {
    for (int count = 1; count < 8; count++) {
      assertThat(bytesBefore(packets("", count))).isZero();
    }
  }

  @Test
  void what_is_no_stream_has_no_first_packet() {
    byte[] noise = new byte[4_096];
    new Random(7).nextBytes(noise);

    assertThat(bytesBefore(noise)).isZero();
    assertThat(bytesBefore(new byte[0])).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ID3\u0004\0\0",
        "\u00ff\u00f1P\u0080",
        "\u00ff\u00fb\u0090d",
        "\u000bw\0\0",
        "\u00ac@\0\0",
        "\0\0\0\u0018styp",
        "\u001aE\u00df\u00a3"
      })
  void a_segment_of_another_format_is_not_searched(String head) {
    assertThat(bytesBefore(packets(head, 6))).isZero();
  }

  @Test
  void five_packets_are_needed_wherever_they_could_be() {
    byte[] bytes = new byte[4_096];
    for (int i = 0; i < 4; i++) {
      bytes[4_096 - 700 + i * 188] = 0x47;
    }
    assertThat(bytesBefore(bytes)).isZero();

    bytes[4_096 - 700 - 188] = 0x47;
    assertThat(bytesBefore(bytes)).isEqualTo(4_096 - 700 - 188);
  }

  @Test
  void pictures_are_recognised() {
    for (String head :
        new String[] {"GIF89a..", "\u0089PNG\r\n..", "\u00ff\u00d8\u00ff\u00e0...."}) {
      assertThat(TransportSync.isPicture(head.getBytes(ISO_8859_1), 8)).as(head).isTrue();
    }
    assertThat(TransportSync.isPicture("ID3.....".getBytes(ISO_8859_1), 8)).isFalse();
  }
}
