package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartSizesTest {
  private static final long GB = 1L << 30;
  private static final long TB = 1L << 40;

  @Test
  void parts_are_small_at_first_and_double_with_the_upload() {
    assertThat(PartSizes.at(0)).isEqualTo(8 << 20);
    assertThat(PartSizes.at(9 * GB)).isEqualTo(8 << 20);
    assertThat(PartSizes.at(10 * GB)).isEqualTo(16 << 20);
    assertThat(PartSizes.at(20 * GB)).isEqualTo(32 << 20);
    assertThat(PartSizes.at(100 * GB)).isEqualTo(128 << 20);
    assertThat(PartSizes.at(3 * TB)).isEqualTo(1 << 30);
  }

  @Test
  void ten_thousand_parts_hold_more_than_the_largest_object_of_s3() {
    long position = 0;
    for (int part = 1; part <= 10_000; part++) {
      position += PartSizes.at(position);
    }

    assertThat(position).isGreaterThan(5 * TB);
  }

  @Test
  void every_part_that_covers_a_head_is_of_the_smallest_size() {
    assertThat(PartSizes.at(64L << 20)).isEqualTo(PartSizes.SMALLEST);
  }
}
