package dev.sluice.core.engine.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.port.media.MediaInput;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RereadInputTest {
  private static final int SIZE = 3_000_000;

  /** Bytes in order, some at a time. */
  private static final class InOrder implements MediaInput {
    private long next;

    @Override
    public OptionalLong size() {
      return OptionalLong.of(SIZE);
    }

    @Override
    public boolean seekable() {
      return false;
    }

    @Override
    public Optional<String> announcedType() {
      return Optional.of("video/x-matroska");
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      assertThat(position).as("in order").isEqualTo(next);
      if (position == SIZE) {
        return -1;
      }
      int count = (int) Math.min(Math.min(buffer.remaining(), 1_000), SIZE - position);
      for (int i = 0; i < count; i++) {
        buffer.put(at(position + i));
      }
      next += count;
      return count;
    }
  }

  private static byte at(long position) {
    return (byte) (position * 31 + (position >> 9));
  }

  private static byte[] read(MediaInput input, int from, int most) {
    byte[] all = new byte[most];
    ByteBuffer buffer = ByteBuffer.wrap(all);
    int position = from;
    while (buffer.hasRemaining()) {
      int count = input.read(position, buffer);
      if (count < 0) {
        break;
      }
      position += count;
    }
    return Arrays.copyOf(all, buffer.position());
  }

  private static byte[] expected(int from, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = at(from + i);
    }
    return bytes;
  }

  @Test
  void what_was_read_is_read_again_and_then_the_rest() {
    RereadInput input = new RereadInput(new InOrder());

    assertThat(read(input, 0, 1_500_500)).isEqualTo(expected(0, 1_500_500));
    input.rewind();

    assertThat(read(input, 0, SIZE + 1)).isEqualTo(expected(0, SIZE));
    assertThat(input.seekable()).isFalse();
    assertThat(input.announcedType()).contains("video/x-matroska");
  }

  @Test
  void no_more_is_kept_than_is_allowed_and_all_of_it_can_be_read_all_the_same() {
    RereadInput input = new RereadInput(new InOrder(), 10_000);

    assertThatThrownBy(() -> read(input, 0, SIZE)).isInstanceOf(RereadInput.TooFarException.class);
    input.rewind();

    assertThat(read(input, 0, SIZE + 1)).isEqualTo(expected(0, SIZE));
  }
}
