package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartSizesTest {
  private static final long MB = 1L << 20;
  private static final long GB = 1L << 30;
  private static final PartSizes SIZES = PartSizes.USUAL;

  @ParameterizedTest
  @CsvSource({"0, 32", "1, 32", "10, 32", "39, 32", "40, 33", "100, 82", "300, 246", "625, 256"})
  void the_size_follows_from_the_expected_length(long gigabytes, int chunks) {
    assertThat(size(gigabytes * GB)).isEqualTo(chunks * ChunkPool.CHUNK);
  }

  @Test
  void an_unknown_length_gets_parts_for_the_largest_source_that_is_usually_accepted() {
    int size = SIZES.of(OptionalLong.empty(), GB);

    assertThat(size).isEqualTo((int) (16 * MB));
    assertThat(SIZES.capacity(size)).isGreaterThan(100_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 39, 40, 78, 100, 250, 312})
  void an_object_may_be_twice_as_long_as_expected(long gigabytes) {
    long expected = gigabytes * GB;

    assertThat(SIZES.capacity(size(expected))).isGreaterThan(2 * expected);
  }

  @Test
  void an_object_that_cannot_be_stored_fails_before_its_first_byte() {
    assertThat(SIZES.capacity(size(625 * GB))).isEqualTo(625 * GB);
    assertThatThrownBy(() -> size(700 * GB))
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.FILE_TOO_LARGE))
        .hasMessage(
            "The file would have about 700.0 GiB; an S3 storage takes at most 625.0 GiB. Ask for"
                + " less quality or a clip");
  }

  @ParameterizedTest
  @CsvSource({"20, 8", "30, 10", "48, 16", "77, 16"})
  void three_parts_take_no_more_memory_than_the_job_may_take(long memory, long megabytes) {
    assertThat(SIZES.of(OptionalLong.empty(), memory * MB)).isEqualTo((int) (megabytes * MB));
  }

  @Test
  void an_object_that_needs_larger_parts_than_the_heap_allows_fails_before_its_first_byte() {
    assertThat(SIZES.of(OptionalLong.of(200 * GB), 77 * MB)).isEqualTo(102 * ChunkPool.CHUNK);

    assertThatThrownBy(() -> SIZES.of(OptionalLong.of(300 * GB), 77 * MB))
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.FILE_TOO_LARGE))
        .hasMessage(
            "The file would have about 300.0 GiB; an S3 storage takes at most 249.0 GiB with this"
                + " heap; the operator may raise it (-Xmx). Ask for less quality or a clip");
  }

  @ParameterizedTest
  @CsvSource({"8, 40", "9, 36", "12, 48", "16, 48", "17, 51", "64, 192"})
  void the_memory_of_an_upload_is_bounded(int megabytes, long most) {
    int size = (int) (megabytes * MB);
    long inTransit = SIZES.mostInTransit(size) / size;

    // One is filled, and one is held back for the head.
    assertThat((2 + inTransit) * size).isEqualTo(most * MB);
  }

  private static int size(long expected) {
    return SIZES.of(OptionalLong.of(expected), GB);
  }
}
