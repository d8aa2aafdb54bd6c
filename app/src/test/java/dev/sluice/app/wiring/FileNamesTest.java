package dev.sluice.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
  // The first is that of the locales C and POSIX.
  @ParameterizedTest
  @CsvSource({"ANSI_X3.4-1968, false", "ISO-8859-1, false", "unknown, false", "UTF-8, true"})
  void only_unicode_has_all_names(String encoding, boolean all) {
    assertThat(FileNames.problem(encoding).isEmpty()).isEqualTo(all);
  }
}
