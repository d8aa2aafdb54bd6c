package dev.sluice.media.web.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkPoolTest {
  private final ChunkPool memory = new ChunkPool(1_000, 2);

  @Test
  void what_was_given_back_is_taken_again() {
    byte[] bytes = memory.take(1_000);
    memory.release(bytes);

    assertThat(memory.take(1_000)).isSameAs(bytes);
    assertThat(memory.take(1_000)).isNotSameAs(bytes);
  }

  @Test
  void a_smaller_file_takes_no_more_than_it_needs() {
    memory.release(memory.take(1_000));

    assertThat(memory.take(10)).hasSize(10);
    assertThat(memory.pooled()).isEqualTo(1);
  }

  @Test
  void only_whole_chunks_are_pooled_and_only_up_to_the_capacity() {
    memory.release(memory.take(999));
    assertThat(memory.pooled()).isZero();

    for (int i = 0; i < 3; i++) {
      memory.release(new byte[1_000]);
    }
    assertThat(memory.pooled()).isEqualTo(2);
  }
}
