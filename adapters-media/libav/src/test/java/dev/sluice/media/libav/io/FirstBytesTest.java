package dev.sluice.media.libav.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FirstBytesTest {
  private final FirstBytes bytes = new FirstBytes();

  private static ByteBuffer of(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length);
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.flip();
  }

  @Test
  void what_was_recorded_is_read_once_from_the_first_byte_on() {
    bytes.record(of(1, 2, 3));
    bytes.record(of(4, 5));
    ByteBuffer target = ByteBuffer.allocate(4);
    assertThat(bytes.read(target)).as("before it is rewound").isZero();

    assertThat(bytes.rewind()).isTrue();
    bytes.record(of(9));

    assertThat(bytes.read(target)).isEqualTo(4);
    assertThat(target.array()).containsExactly(1, 2, 3, 4);
    assertThat(bytes.read(target.clear())).isEqualTo(1);
    assertThat(target.get(0)).isEqualTo((byte) 5);
    assertThat(bytes.read(target.clear())).isZero();
    assertThat(bytes.rewind()).as("a second time").isFalse();
  }

  @Test
  void more_than_the_limit_is_not_kept() {
    ByteBuffer half = ByteBuffer.allocate(FirstBytes.MOST / 2);
    bytes.record(half);
    bytes.record(half);
    bytes.record(of(1));

    assertThat(bytes.rewind()).isFalse();
    assertThat(bytes.read(ByteBuffer.allocate(8))).isZero();
  }
}
