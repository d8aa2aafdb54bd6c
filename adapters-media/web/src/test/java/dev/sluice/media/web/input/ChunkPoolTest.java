package dev.sluice.media.web.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkPoolTest {
  private final ChunkPool memory = new ChunkPool(1_000, 2);

  @Test
  void what_was_given_back_is_taken_again() {
    byte[] bytes = memory.take(1_000);
    memory.giveBack(bytes);

    assertThat(memory.take(1_000)).isSameAs(bytes);
    assertThat(memory.take(1_000)).isNotSameAs(bytes);
  }

  @Test
  void a_smaller_file_takes_no_more_than_it_needs() {
    memory.giveBack(memory.take(1_000));

    assertThat(memory.take(10)).hasSize(10);
    assertThat(memory.kept()).isEqualTo(1);
  }

  @Test
  void only_whole_chunks_are_kept_and_only_so_many() {
    memory.giveBack(memory.take(999));
    assertThat(memory.kept()).isZero();

    for (int i = 0; i < 3; i++) {
      memory.giveBack(new byte[1_000]);
    }
    assertThat(memory.kept()).isEqualTo(2);
  }
}
