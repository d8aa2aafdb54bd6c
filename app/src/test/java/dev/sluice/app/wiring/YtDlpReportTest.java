package dev.sluice.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YtDlpReportTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);

  private static String head(String version, String runtimes) {
    return """
    [debug] Command-line config: ['--ignore-config', '--verbose']
    [debug] yt-dlp version %s from yt-dlp/yt-dlp [335653be8] (pip)
    [debug] Python 3.12.3 (CPython x86_64 64bit)
    [debug] JS runtimes: %s
    [debug] Loaded 1844 extractors
    """
        .formatted(version, runtimes);
  }

  @Test
  void a_version_of_the_last_days_with_a_runtime_is_well() {
    YtDlpReport report = YtDlpReport.of(head("stable@2026.11.12", "deno-2.5.6"), TODAY);

    assertThat(report.version()).contains("2026.11.12");
    assertThat(report.advice()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2026.09.01, false", "2026.08.31, true", "stable@2023.03.04, true"})
  void a_version_is_old_after_90_days_as_yt_dlp_itself_says(String version, boolean old) {
    YtDlpReport report = YtDlpReport.of(head(version, "deno-2.5.6"), TODAY);

    assertThat(report.advice().stream().anyMatch(text -> text.contains("days old"))).isEqualTo(old);
  }

  @ParameterizedTest
  @CsvSource({
    "none, true",
    "node-18.19.1 (unsupported), true",
    "'deno-2.5.6, node-18.19.1 (unsupported)', false",
  })
  void a_runtime_that_yt_dlp_does_not_support_is_none(String runtimes, boolean missing) {
    YtDlpReport report = YtDlpReport.of(head("2026.11.12", runtimes), TODAY);

    assertThat(report.advice().stream().anyMatch(text -> text.contains("install deno")))
        .isEqualTo(missing);
  }

  @Test
  void a_version_before_runtimes_is_only_old() {
    String output = "[debug] yt-dlp version 2023.03.04 [392389b7d]\n";

    assertThat(YtDlpReport.of(output, TODAY).advice()).singleElement().asString().contains("1367");
  }

  @Test
  void a_program_that_names_no_version_is_reported() {
    assertThat(YtDlpReport.of("Segmentation fault", TODAY).version()).isEmpty();
    assertThat(YtDlpReport.of("yt-dlp version 2026.13.40", TODAY).advice()).isEmpty();
  }
}
