package dev.sluice.media.web.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.web.origin.FetchScope;
import org.junit.jupiter.api.Test;

class ChunkCacheTest {
  private static final int BYTES = 1_000;

  private final HeapBudget budget = new HeapBudget(8 * BYTES);
  private final FetchScope scope = new FetchScope(StageMonitor.none());
  private final ChunkCache chunks =
      new ChunkCache(6, BYTES, 100 * BYTES, new ChunkPool(BYTES, 0), budget.open());

  private Chunk claim(int index) {
    return chunks.claim(index, scope, chunk -> true);
  }

  @Test
  void more_than_the_least_are_in_memory_while_it_can_be_reserved() {
    for (int i = 0; i < 5; i++) {
      assertThat(claim(i)).isNotNull();
    }
    assertThat(budget.reserved()).isEqualTo(2 * BYTES);

    assertThat(claim(5)).isNull();

    chunks.abandon(chunk -> chunk.index == 4);
    assertThat(budget.reserved()).isEqualTo(BYTES);
    chunks.release();
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void the_least_recently_used_gives_its_memory_if_there_is_no_other() {
    HeapBudget.Reservation other = budget.open();
    assertThat(other.tryAhead(2 * BYTES)).isTrue();
    Chunk first = claim(0);
    first.filled = BYTES;
    claim(1);
    claim(2);

    Chunk next = chunks.claim(3, scope, chunk -> false);

    assertThat(next).isNotNull();
    assertThat(next.bytes).isSameAs(first.bytes);
    assertThat(chunks.has(0)).isFalse();
  }
}
