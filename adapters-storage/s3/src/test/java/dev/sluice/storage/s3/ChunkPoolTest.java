package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.HeapBudget;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkPoolTest {
  private static final long CHUNK = ChunkPool.CHUNK;

  private final HeapBudget budget = new HeapBudget(16 * CHUNK);
  private final ChunkPool pool = new ChunkPool(budget.open());

  @Test
  void chunks_are_reserved_before_they_are_allocated_and_reused() {
    pool.require(2 * CHUNK - 1);
    assertThat(budget.reserved()).isEqualTo(2 * CHUNK);
    byte[] first = pool.take();
    byte[] second = pool.take();
    pool.give(List.of(first));

    assertThat(pool.take()).isSameAs(first);
    assertThat(pool.take()).isNotSameAs(second);
    assertThat(budget.reserved()).isEqualTo(3 * CHUNK);
    pool.close();
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void more_parts_are_in_transit_only_while_there_is_memory_to_spare() {
    pool.require(3 * CHUNK);
    assertThat(pool.tryReserve(3 * CHUNK)).isTrue();
    byte[] first = pool.take();
    assertThat(pool.tryReserve(3 * CHUNK)).isTrue();
    assertThat(budget.reserved()).isEqualTo(4 * CHUNK);

    // A quarter is for what jobs can do without.
    assertThat(pool.tryReserve(7 * CHUNK)).isFalse();
    pool.give(List.of(first));
    assertThat(pool.tryReserve(7 * CHUNK)).isTrue();
  }

  @Test
  void an_upload_that_finds_no_memory_fails() {
    budget.open().require(8 * CHUNK, "the test");
    budget.open().require(8 * CHUNK, "the test");

    assertThatThrownBy(pool::take)
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MEMORY_SHORT))
        .hasMessageContaining("for the parts of the upload");
    assertThat(budget.reserved()).isEqualTo(16 * CHUNK);
  }
}
