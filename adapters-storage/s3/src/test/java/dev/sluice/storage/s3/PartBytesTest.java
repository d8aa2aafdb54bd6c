package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.HeapBudget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartBytesTest {
  private final ChunkPool pool = new ChunkPool(HeapBudget.OF_PROCESS.open());

  @Test
  void it_takes_what_fits_and_leaves_the_rest() throws Exception {
    PartBytes part = new PartBytes(pool, ChunkPool.CHUNK + 10L);
    ByteBuffer bytes = ByteBuffer.wrap(counted(ChunkPool.CHUNK + 15));

    part.fill(bytes);

    assertThat(part.isFull()).isTrue();
    assertThat(bytes.remaining()).isEqualTo(5);
    assertThat(part.length()).isEqualTo(ChunkPool.CHUNK + 10L);
    assertThat(part.inputStream().readAllBytes()).isEqualTo(counted(ChunkPool.CHUNK + 10));
  }

  @Test
  void bytes_are_replaced_across_chunks() throws Exception {
    PartBytes part = filled(counted(2 * ChunkPool.CHUNK));

    part.replace(ChunkPool.CHUNK - 3L, ByteBuffer.wrap(new byte[6]));

    byte[] expected = counted(2 * ChunkPool.CHUNK);
    Arrays.fill(expected, ChunkPool.CHUNK - 3, ChunkPool.CHUNK + 3, (byte) 0);
    assertThat(part.inputStream().readAllBytes()).isEqualTo(expected);
  }

  @Test
  void sums_are_those_that_s3_wants() {
    PartBytes part = filled("123456789".getBytes(StandardCharsets.US_ASCII));

    assertThat(part.crc32c()).isEqualTo("4waSgw==");
    assertThat(part.sha256())
        .isEqualTo("15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225");
  }

  @Test
  void joined_parts_keep_their_edges() throws Exception {
    PartBytes joined =
        PartBytes.joined(List.of(filled(counted(ChunkPool.CHUNK)), filled(counted(7))));

    byte[] expected = Arrays.copyOf(counted(ChunkPool.CHUNK), ChunkPool.CHUNK + 7);
    System.arraycopy(counted(7), 0, expected, ChunkPool.CHUNK, 7);
    assertThat(joined.inputStream().readAllBytes()).isEqualTo(expected);
  }

  @Test
  void memory_that_was_given_back_is_used_again() {
    byte[] chunk = pool.take();
    pool.give(List.of(chunk));

    assertThat(pool.take()).isSameAs(chunk);
    assertThat(pool.take()).isNotSameAs(chunk);
  }

  private PartBytes filled(byte[] bytes) {
    PartBytes part = new PartBytes(pool, bytes.length);
    part.fill(ByteBuffer.wrap(bytes));
    return part;
  }

  private static byte[] counted(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251 + 1);
    }
    return bytes;
  }
}
