package dev.sluice.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings by the names of an earlier version. */
class FormerNamesTest extends SettingsFixture {
  @ParameterizedTest
  @CsvSource({
    "data, data-dir",
    "first-key, initial-api-key",
    "max-requests-per-second, key-max-requests-per-second",
    "max-jobs-waiting, key-max-waiting-jobs",
    "max-jobs-running, key-max-running-jobs",
    "stall-timeout, read-timeout",
    "expand-timeout, show-timeout",
    "show-lookup-timeout, show-timeout",
    "site-access, site-credentials",
  })
  void a_former_name_means_the_setting_of_today(String former, String today) {
    assertThat(Setting.withFormerKey(former).map(Setting::key)).contains(today);
  }

  @Test
  void a_former_name_in_the_file_is_read_and_noticed_in_one_sentence() throws IOException {
    file("stall-timeout = 7s");

    assertThat(read().readTimeout()).hasSeconds(7);
    assertThat(notices)
        .containsExactly(
            "stall-timeout in sluice.properties is the old name of read-timeout and will go; use"
                + " the new one");
  }

  @Test
  void a_former_variable_is_read_and_noticed_in_one_sentence() {
    environment.put("SLUICE_FIRST_KEY", "sk_first_0123456789");

    assertThat(read().initialApiKey().orElseThrow().reveal()).isEqualTo("sk_first_0123456789");
    assertThat(notices)
        .containsExactly(
            "SLUICE_FIRST_KEY is the old name of SLUICE_INITIAL_API_KEY and will go; use the new"
                + " one");
  }

  @Test
  void a_former_name_in_a_stronger_source_still_overrides() throws IOException {
    file("data-dir = of-the-file");
    environment.put("SLUICE_DATA", "of-the-variable");

    assertThat(read().dataDir()).hasFileName("of-the-variable");
  }

  @Test
  void in_one_source_the_name_of_today_overrides_the_former_one() throws IOException {
    file("key-max-waiting-jobs = 1", "max-jobs-waiting = 2");
    environment.put("SLUICE_READ_TIMEOUT", "1s");
    environment.put("SLUICE_STALL_TIMEOUT", "2s");

    assertThat(read().access().jobsWaiting()).hasValue(1);
    assertThat(read().readTimeout()).hasSeconds(1);
  }

  @Test
  void a_wrong_value_is_reported_under_the_name_that_was_used() {
    environment.put("SLUICE_STALL_TIMEOUT", "soon");

    assertThat(problems())
        .containsExactly(
            "SLUICE_STALL_TIMEOUT: expected a time such as 30s, 10m or 6h, found 'soon'");
  }

  @Test
  void the_names_of_today_are_noticed_nowhere() throws IOException {
    file("data-dir = x");
    environment.put("SLUICE_READ_TIMEOUT", "1s");
    read();

    assertThat(notices).isEmpty();
  }

  static Stream<Setting> renamed() {
    return Arrays.stream(Setting.values()).filter(setting -> !setting.formerKeys().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("renamed")
  void no_former_name_is_the_name_of_another_setting(Setting setting) {
    assertThat(setting.formerKeys()).allMatch(key -> Setting.withKey(key).isEmpty());
  }
}
