package dev.sluice.media.libav.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ScramblingTest {
  private static final int PACKET = 188;

  /** Ten packets of one stream in which PES packets begin. */
  private static byte[] transport(int scrambled) {
    byte[] packets = new byte[10 * PACKET];
    for (int i = 0; i < 10; i++) {
      byte[] packet = {0x47, 0x41, 0, 0x10, 0, 0, 1, (byte) 0xe0, 0, 0, (byte) 0x80};
      packet[3] |= (byte) (i < scrambled ? 0xc0 : 0);
      System.arraycopy(packet, 0, packets, i * PACKET, packet.length);
    }
    return packets;
  }

  @Test
  void a_stream_is_scrambled_if_most_of_its_packets_are() {
    assertThat(Scrambling.transportStreams(transport(10))).containsExactly(0x100);
    assertThat(Scrambling.transportStreams(transport(6))).containsExactly(0x100);
    assertThat(Scrambling.transportStreams(transport(2))).isEmpty();
    assertThat(Scrambling.transportStreams(transport(0))).isEmpty();
    assertThat(Scrambling.transportStreams(new byte[PACKET])).isEmpty();
  }

  @Test
  void the_packets_within_those_of_a_transport_stream_have_a_flag_of_their_own() {
    byte[] packets = transport(0);
    for (int at = 0; at < packets.length; at += PACKET) {
      packets[at + 10] |= 0x20;
    }

    assertThat(Scrambling.transportStreams(packets)).containsExactly(0x100);
  }

  @Test
  void the_packets_of_a_program_stream_have_a_flag() {
    byte[] packet = {0, 0, 1, (byte) 0xe0, 0, 4, (byte) 0x90, 0, 0, 0};
    byte[] clear = packet.clone();
    clear[6] = (byte) 0x80;
    clear[3] = (byte) 0xbd;

    byte[] both = Arrays.copyOf(packet, 20);
    System.arraycopy(clear, 0, both, 10, 10);
    assertThat(Scrambling.programStreams(both)).containsExactly(0xe0);
  }
}
