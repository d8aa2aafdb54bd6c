package dev.sluice.media.libav.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.media.libav.base.FormatTraits;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Literal bytes, no natives. */
class StatedSizesTest {
  @Test
  void the_first_chunk_of_an_aiff_states_its_size_up_to_a_byte_of_padding() {
    assertThat(size(FormatTraits.AIFF, "464f524d 000003e8 41494646")).isEqualTo(1_007);
    assertThat(size(FormatTraits.AIFF, "464f524d 00000000 41494646")).isNegative();
    assertThat(size(FormatTraits.AIFF, "464f524d 7f000024 41494646")).isNegative();
    assertThat(size(FormatTraits.AIFF, "464f524d 0000")).isNegative();
  }

  @Test
  void the_media_of_a_caf_end_with_their_chunk() {
    String front = "63616666 00010000 66726565 0000000000000004 00000000 64617461 ";

    assertThat(size(FormatTraits.CAF, front + "00000000000003e8")).isEqualTo(36 + 1_000);
    assertThat(size(FormatTraits.CAF, front + "ffffffffffffffff")).isNegative();
    assertThat(size(FormatTraits.CAF, front)).isNegative();
  }

  @Test
  void the_header_of_a_wave64_counts_itself() {
    String name = "72696666 2e91cf11 a5d628db 04c10000 ";

    assertThat(size(FormatTraits.W64, name + "e803000000000000")).isEqualTo(1_000);
    assertThat(size(FormatTraits.W64, name + "ffffffffffffffff")).isNegative();
    assertThat(size(FormatTraits.W64, name)).isNegative();
  }

  @Test
  void the_data_object_of_an_asf_states_its_size_unless_it_was_broadcast() {
    assertThat(size(FormatTraits.ASF, asf("02", "e803000000000000"))).isEqualTo(134 + 1_000);
    assertThat(size(FormatTraits.ASF, asf("03", "e803000000000000"))).isNegative();
    assertThat(size(FormatTraits.ASF, asf("02", "ffffffffffffffff"))).isNegative();
    assertThat(size(FormatTraits.ASF, asf("02", "0000000000000000"))).isNegative();
    assertThat(size(FormatTraits.ASF, "3026b2758e66cf11")).isNegative();
  }

  // A header of 134 bytes with the file's properties, and the beginning of the data object.
  private static String asf(String flags, String size) {
    return "3026b2758e66cf11 a6d900aa0062ce6c 8600000000000000 01000000 0102"
        + "a1dcab8c47a9cf11 8ee400c00c205365 6800000000000000"
        + "00".repeat(64)
        + flags
        + "000000"
        + "00".repeat(12)
        + "3626b2758e66cf11 a6d900aa0062ce6c"
        + size
        + "00".repeat(26);
  }

  private static long size(FormatTraits format, String front) {
    return StatedSizes.of(format, HexFormat.of().parseHex(front.replace(" ", ""))).orElse(-1);
  }
}
