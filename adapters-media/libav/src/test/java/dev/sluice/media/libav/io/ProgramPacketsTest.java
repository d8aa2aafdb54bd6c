package dev.sluice.media.libav.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramPacketsTest {
  private static final int PICTURE = 0xe0;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  private int pack() {
    int at = file.size();
    file.writeBytes(
        new byte[] {0, 0, 1, (byte) 0xba, 0x44, 0, 4, 0, 4, 1, 0, 0, 3, (byte) 0xf9, 7});
    return at;
  }

  private int packet(boolean isScrambled, boolean hasTime, int size) {
    int at = file.size();
    byte flags = (byte) (isScrambled ? 0x90 : 0x80);
    file.writeBytes(
        new byte[] {
          0, 0, 1, (byte) PICTURE, 0, (byte) (3 + size), flags, (byte) (hasTime ? 0x80 : 0), 0
        });
    file.writeBytes(new byte[size]);
    return at;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 10_000})
  void scrambled_packets_and_the_frame_before_them_are_torn(int atOnce) {
    pack();
    int whole = packet(false, true, 50);
    packet(false, false, 50);
    pack();
    int last = packet(false, true, 20);
    int more = packet(false, false, 20);
    file.writeBytes(new byte[] {9, 0, 0, 0, 9});
    pack();
    int scrambled = packet(true, true, 30);
    int clear = packet(false, true, 30);
    file.writeBytes(new byte[] {0, 0, 1, (byte) 0xb9});

    ProgramPackets packets = new ProgramPackets();
    byte[] bytes = file.toByteArray();
    for (int at = 0; at < bytes.length; at += atOnce) {
      packets.record(ByteBuffer.wrap(bytes, at, Math.min(atOnce, bytes.length - at)), at);
    }

    ScrambledStreams found = packets.scrambled();
    assertThat(found.isAny()).isTrue();
    assertThat(found.share(PICTURE, 0, Long.MAX_VALUE)).isEqualTo(new ScrambledStreams.Share(1, 6));
    assertThat(found.isTorn(PICTURE, whole)).isFalse();
    assertThat(found.isTorn(PICTURE, last)).isTrue();
    assertThat(found.isTorn(PICTURE, more)).isTrue();
    assertThat(found.isTorn(PICTURE, scrambled)).isTrue();
    assertThat(found.isTorn(PICTURE, clear)).isFalse();
    assertThat(found.isTorn(0xc0, last)).isFalse();
  }
}
