package dev.sluice.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanFormatTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "1234567, 1.2 MB",
    "9960000, 10 MB",
    "999600, 1.0 MB",
    "5000000000, 5.0 GB",
    "9223372036854775807, 9.2 EB",
  })
  void bytes_are_shown_with_two_digits_at_least(long bytes, String shown) {
    assertThat(HumanFormat.bytes(bytes)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0:00",
    "PT7S, 0:07",
    "PT12M5S, 12:05",
    "PT1H2M3S, 1:02:03",
    "PT100H, 100:00:00"
  })
  void times_are_shown_as_a_clock(Duration time, String shown) {
    assertThat(HumanFormat.clock(time)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"128000, 128 kbit/s", "1500000, 1.5 Mbit/s"})
  void bitrates_are_shown_in_bits(long bits, String shown) {
    assertThat(HumanFormat.bits(bits)).isEqualTo(shown);
  }

  @Test
  void a_table_is_as_wide_as_its_widest_cells() {
    StringWriter text = new StringWriter();

    Table.headed("A", "LONG")
        .row("longer", "x")
        .row("b", "line\nbreak")
        .print(new PrintWriter(text));

    assertThat(text.toString().lines())
        .containsExactly("A       LONG", "longer  x", "b       line break");
  }
}
