package dev.sluice.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ServedTest {
  @Test
  void ranks_are_taken_of_the_answers_in_order() {
    long[] micros = LongStream.rangeClosed(1, 1_000).map(i -> 1_000 * (1_001 - i)).toArray();

    LoadResult served = LoadResult.of(micros, 1_200, 3, 10);

    assertThat(served).isEqualTo(new LoadResult(1_000, 1_200, 3, 100, 500, 990, 1_000));
  }

  @Test
  void what_one_process_prints_another_reads() {
    LoadResult served = new LoadResult(20, 25, 1, 2.5, 0.125, 7, 12.75);

    assertThat(LoadResult.parse(served.line())).isEqualTo(served);
  }

  @Test
  void a_failure_is_said_aloud() {
    assertThat(new LoadResult(1, 1, 2, 1, 1, 1, 1).toString()).contains("2 FAILED");
    assertThat(new LoadResult(1, 1, 0, 1, 1, 1, 1).toString()).doesNotContain("FAILED");
  }
}
