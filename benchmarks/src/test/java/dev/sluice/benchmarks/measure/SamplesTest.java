package dev.sluice.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void one_slow_round_does_not_move_the_median() {
    assertThat(of(1, 2, 90).median()).isEqualTo(2);
  }

  @Test
  void of_an_even_number_the_lower_middle_counts() {
    assertThat(of(4, 1, 3, 2).median()).isEqualTo(2);
  }

  @Test
  void a_quantile_is_a_value_that_was_measured() {
    Samples hundred = new Samples();
    for (int i = 100; i >= 1; i--) {
      hundred.add(i);
    }

    assertThat(hundred.quantile(0.95)).isEqualTo(95);
    assertThat(hundred.most()).isEqualTo(100);
  }

  private static Samples of(double... values) {
    Samples samples = new Samples();
    for (double value : values) {
      samples.add(value);
    }
    return samples;
  }
}
