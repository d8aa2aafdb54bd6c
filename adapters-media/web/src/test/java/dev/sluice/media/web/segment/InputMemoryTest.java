package dev.sluice.media.web.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.HeapBudget;
import org.junit.jupiter.api.Test;

class InputMemoryTest {
  private static final int MB = 1 << 20;

  private final HeapBudget budget = new HeapBudget(40 * MB);
  private final HeapBudget.Reservation job = budget.open();
  private final InputMemory memory = new InputMemory(job);

  @Test
  void an_input_holds_a_megabyte_whatever_the_others_hold() {
    assertThat(budget.open().tryAhead(10 * MB)).isTrue();

    assertThat(memory.tryAhead(MB)).isTrue();
    assertThat(memory.tryAhead(1)).isFalse();
    memory.remove(1);
    assertThat(memory.tryAhead(1)).isTrue();
    assertThat(budget.reserved()).isEqualTo(10 * MB);
  }

  @Test
  void more_is_reserved_and_returned_when_it_is_read() {
    assertThat(memory.tryAhead(MB)).isTrue();
    assertThat(memory.tryAhead(4 * MB)).isTrue();
    assertThat(budget.reserved()).isEqualTo(4 * MB);

    memory.remove(3 * MB);
    assertThat(budget.reserved()).isEqualTo(MB);
    memory.close();
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void what_is_needed_takes_what_the_job_may_take_and_comes_in_any_case() {
    assertThat(budget.open().tryAhead(10 * MB)).isTrue();
    assertThat(memory.tryAhead(MB)).isTrue();

    memory.add(20 * MB);
    assertThat(budget.reserved()).isEqualTo(30 * MB);
    memory.add(MB);
    assertThat(budget.reserved()).isEqualTo(30 * MB);

    memory.remove(2 * MB);
    assertThat(budget.reserved()).isEqualTo(29 * MB);
    memory.close();
    assertThat(budget.reserved()).isEqualTo(10 * MB);
  }

  @Test
  void one_input_holds_32_megabytes_at_most() {
    InputMemory large = new InputMemory(new HeapBudget(1_000L * MB).open());

    assertThat(large.tryAhead(32 * MB)).isTrue();
    assertThat(large.isFull()).isTrue();
    assertThat(large.tryAhead(1)).isFalse();
  }
}
