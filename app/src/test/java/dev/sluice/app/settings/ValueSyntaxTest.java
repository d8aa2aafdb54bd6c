package dev.sluice.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.shared.NearestName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How single values are read. */
class ValueSyntaxTest extends SettingsFixture {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "500MB, 500000000",
    "5GB, 5000000000",
    "5 gb, 5000000000",
    "5GiB, 5368709120",
    "1.5k, 1500",
    "2TiB, 2199023255552",
  })
  void sizes_are_read_as_people_write_them(String text, long bytes) {
    assertThat(SizesAndDurations.bytes(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "30s, PT30S",
    "10m, PT10M",
    "6h, PT6H",
    "1h30m, PT1H30M",
    "250ms, PT0.25S",
    "2 d, P2D"
  })
  void times_are_read_as_people_write_them(String text, Duration time) {
    assertThat(SizesAndDurations.duration(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource({"90m, PT1H30M", "2h, PT2H", "5400, PT1H30M", " 1h30m , PT1H30M"})
  void lengths_of_media_are_read_with_a_unit_or_as_seconds(String text, Duration length) {
    assertThat(SizesAndDurations.mediaLength(text)).isEqualTo(length);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "5XB", "GB", "''", "99999999999TB", "0.5"})
  void what_is_no_size_is_refused(String text) {
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class, () -> SizesAndDurations.bytes(text)))
        .hasMessageStartingWith("expected a size");
  }

  @ParameterizedTest
  @CsvSource({"0s", "30", "s", "''", "5 weeks", "99999999999999999999s", "9223372036854775807d"})
  void what_is_no_time_is_refused(String text) {
    assertThat(
            catchThrowableOfType(
                IllegalArgumentException.class, () -> SizesAndDurations.duration(text)))
        .hasMessageStartingWith("expected a time");
  }

  @ParameterizedTest
  @CsvSource({
    "prot, port",
    "s3-buckt, s3-bucket",
    "worker, workers",
    "databse-url, database-url",
    "hots, host"
  })
  void the_nearest_name_is_found(String typed, String meant) {
    List<String> known = Setting.all().stream().map(Setting::key).toList();

    assertThat(NearestName.to(typed, known)).contains(meant);
  }

  @Test
  void encryption_keys_are_taken_in_hex_and_in_base64_of_both_kinds() {
    environment.put(
        "SLUICE_ENCRYPTION_KEY",
        "00FF".repeat(16)
            + ", AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8A/wD/AP8="
            + ",AP8A_wD_AP8A_wD_AP8A_wD_AP8A_wD_AP8A_wD_AP8");

    assertThat(read().encryptionKeys())
        .hasSize(3)
        .allSatisfy(key -> assertThat(key.reveal()).isEqualTo("00ff".repeat(16)));
    assertThat(read().toString()).doesNotContain("00ff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a password", "00ff", "AP8A/wD/AP8A", ","})
  void an_encryption_key_that_is_none_is_refused_and_not_shown(String text) {
    environment.put("SLUICE_ENCRYPTION_KEY", text);

    assertThat(problems())
        .containsExactly(
            "SLUICE_ENCRYPTION_KEY: expected 32 random bytes in hex or base64, as openssl rand -hex"
                + " 32 makes them");
  }
}
