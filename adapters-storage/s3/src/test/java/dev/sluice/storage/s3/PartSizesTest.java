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
    assertThat(SIZES.of(OptionalLong.of(gigabytes * GB))).isEqualTo(chunks * ChunkPool.CHUNK);
  }

  @Test
  void an_unknown_length_gets_parts_for_the_largest_source_that_is_usually_accepted() {
    int size = SIZES.of(OptionalLong.empty());

    assertThat(size).isEqualTo((int) (16 * MB));
    assertThat(SIZES.capacity(size)).isGreaterThan(100_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 39, 40, 78, 100, 250, 312})
  void an_object_may_be_twice_as_long_as_expected(long gigabytes) {
    long expected = gigabytes * GB;

    assertThat(SIZES.capacity(SIZES.of(OptionalLong.of(expected)))).isGreaterThan(2 * expected);
  }

  @Test
  void an_object_that_cannot_be_stored_fails_before_its_first_byte() {
    assertThat(SIZES.capacity(SIZES.of(OptionalLong.of(625 * GB)))).isEqualTo(625 * GB);
    assertThatThrownBy(() -> SIZES.of(OptionalLong.of(700 * GB)))
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.FILE_TOO_LARGE))
        .hasMessage(
            "The file would have about 700.0 GiB; an S3 storage takes at most 625.0 GiB. Ask for"
                + " less quality or a clip");
  }

  @ParameterizedTest
  @CsvSource({"8, 40", "9, 36", "12, 48", "16, 48", "17, 51", "64, 192"})
  void the_memory_of_an_upload_is_bounded(int megabytes, long most) {
    int size = (int) (megabytes * MB);
    long inTransit = SIZES.mostInTransit(size) / size;

    // One is filled, and one is held back for the head.
    assertThat((2 + inTransit) * size).isEqualTo(most * MB);
  }
}
