package dev.sluice.media.web.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadAheadMemoryTest {
  private final ReadAheadMemory memory = new ReadAheadMemory(3 * ReadAheadMemory.LEAST);

  @Test
  void an_input_may_hold_the_least_whatever_others_hold() {
    memory.add(100 * ReadAheadMemory.LEAST);

    assertThat(memory.isFullFor(ReadAheadMemory.LEAST - 1)).isFalse();
    assertThat(memory.isFullFor(ReadAheadMemory.LEAST)).isTrue();
  }

  @Test
  void an_input_holds_more_while_there_is_memory() {
    memory.add(3 * ReadAheadMemory.LEAST - 1);
    assertThat(memory.isFullFor(2 * ReadAheadMemory.LEAST)).isFalse();

    memory.add(1);
    assertThat(memory.isFullFor(2 * ReadAheadMemory.LEAST)).isTrue();

    memory.add(-1);
    assertThat(memory.isFullFor(2 * ReadAheadMemory.LEAST)).isFalse();
    assertThat(memory.isFullFor(ReadAheadMemory.MOST)).isTrue();
  }
}
