package dev.sluice.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.job.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @TempDir Path folder;

  private final Map<Setting, String> flags = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  private Settings read() {
    return new SettingsSources(flags, environment, folder, Optional.empty()).read();
  }

  private List<String> problems() {
    return catchThrowableOfType(SettingsException.class, this::read).problems();
  }

  private void file(String... lines) throws IOException {
    Files.write(folder.resolve("sluice.properties"), List.of(lines));
  }

  @Test
  void nothing_set_gives_the_embedded_default() {
    Settings settings = read();

    assertThat(settings.data()).isEqualTo(folder.resolve("data"));
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.workers()).isEmpty();
    assertThat(settings.firstKey()).isEmpty();
    assertThat(settings.publicUrl()).isEmpty();
    assertThat(settings.database()).isEmpty();
    assertThat(settings.s3()).isEmpty();
    assertThat(settings.webhookFailureType()).isEqualTo("job_completed");
    assertThat(settings.access().corsOrigins()).isEmpty();
    assertThat(settings.maxSourceBytes()).isEqualTo(100_000_000_000L);
    assertThat(settings.stallTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.jobTimeout()).isEqualTo(Duration.ofHours(6));
    assertThat(settings.shows().expandTimeout()).isEqualTo(Duration.ofSeconds(25));
  }

  @ParameterizedTest
  @CsvSource({
    // flag, variable, file -> port
    "    ,     ,     , 8080",
    "    ,     , 1003, 1003",
    "    , 1002,     , 1002",
    "    , 1002, 1003, 1002",
    "1001,     ,     , 1001",
    "1001,     , 1003, 1001",
    "1001, 1002,     , 1001",
    "1001, 1002, 1003, 1001",
    "    , ''  , 1003, 1003",
    "''  , 1002, 1003, 1002",
  })
  void flags_beat_variables_beat_the_file(
      String flag, String variable, String property, int expected) throws IOException {
    if (flag != null) {
      flags.put(Setting.PORT, flag);
    }
    if (variable != null) {
      environment.put("SLUICE_PORT", variable);
    }
    if (property != null) {
      file("port = " + property);
    }

    assertThat(read().port()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void each_setting_has_one_name_in_three_spellings(Setting setting) {
    assertThat(setting.flag()).isEqualTo("--" + setting.key());
    assertThat(setting.variable())
        .isEqualTo("SLUICE_" + setting.key().toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    assertThat(Setting.withKey(setting.key())).contains(setting);
    assertThat(Setting.withVariable(setting.variable())).contains(setting);
  }

  @Test
  void the_names_are_those_that_are_promised() {
    assertThat(Setting.all().stream().map(Setting::key))
        .containsExactlyInAnyOrder(
            "data",
            "host",
            "port",
            "workers",
            "first-key",
            "allow-networks",
            "public-url",
            "database-url",
            "database-user",
            "database-password",
            "encryption-key",
            "s3-endpoint",
            "s3-region",
            "s3-bucket",
            "s3-access-key",
            "s3-secret-key",
            "s3-prefix",
            "webhook-failure-type",
            "cors-origins",
            "max-requests-per-second",
            "max-jobs-waiting",
            "max-jobs-running",
            "max-source-bytes",
            "stall-timeout",
            "job-timeout",
            "expand-timeout",
            "yt-dlp",
            "site-access",
            "feed-map",
            "spotify-client-id",
            "spotify-client-secret",
            "spotify-market",
            "spotify-api-url",
            "spotify-token-url",
            "spotify-oembed-url",
            "apple-url",
            "podcast-index-url",
            "podcast-index-key",
            "podcast-index-secret");
  }

  @Test
  void pages_are_read_by_the_program_on_the_path_until_another_is_named() throws IOException {
    assertThat(read().pages())
        .isEqualTo(new Settings.Pages(false, Optional.empty(), Optional.empty()));

    flags.put(Setting.YT_DLP, "tools/yt-dlp");
    assertThat(read().pages().ytDlp().orElseThrow()).isAbsolute().hasFileName("yt-dlp");
    flags.put(Setting.YT_DLP, "OFF");
    assertThat(read().pages())
        .isEqualTo(new Settings.Pages(true, Optional.empty(), Optional.empty()));
  }

  @Test
  void services_of_shows_are_the_public_ones_until_another_address_is_set() throws IOException {
    Settings.Shows plain = read().shows();

    assertThat(plain.spotify()).isEmpty();
    assertThat(plain.podcastIndexKeys()).isEmpty();
    assertThat(plain.feedMap()).isEmpty();
    assertThat(plain.apple().getHost()).isEqualTo("itunes.apple.com");

    file("spotify-client-id = me\nspotify-client-secret = hush\nspotify-market = de");
    flags.put(Setting.APPLE_URL, "http://127.0.0.1:8081/");
    flags.put(Setting.FEED_MAP, "feeds.txt");
    Settings.Shows shows = read().shows();

    assertThat(shows.spotify().orElseThrow().market()).isEqualTo("DE");
    assertThat(shows.spotify().orElseThrow().client().secret().reveal()).isEqualTo("hush");
    assertThat(shows.spotify().orElseThrow().api().toString()).isEqualTo("https://api.spotify.com");
    assertThat(shows.apple().toString()).isEqualTo("http://127.0.0.1:8081");
    assertThat(shows.feedMap().orElseThrow()).isAbsolute();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SPOTIFY_CLIENT_ID        | me          | spotify-client-id is set, so spotify-client-secret is needed too",
        "SPOTIFY_CLIENT_SECRET    | hush        | means nothing without spotify-client-id",
        "SPOTIFY_MARKET           | DE          | means nothing without spotify-client-id",
        "PODCAST_INDEX_KEY        | me          | podcast-index-key is set, so podcast-index-secret is needed too",
        "PODCAST_INDEX_SECRET     | hush        | means nothing without podcast-index-key",
        "SPOTIFY_MARKET           | Germany     | a country's two letters",
        "APPLE_URL                | ftp://a     | expected a URL",
      })
  void half_of_what_belongs_together_is_told(Setting setting, String text, String problem) {
    flags.put(setting, text);

    assertThatThrownBy(this::read)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("hush");
  }

  @Test
  void an_unknown_variable_names_the_nearest_one() {
    environment.put("SLUICE_PROT", "1");

    assertThat(problems())
        .containsExactly("SLUICE_PROT: there is no such setting; did you mean SLUICE_PORT?");
  }

  @Test
  void an_unknown_property_names_the_nearest_one() throws IOException {
    file("alow-network = 10.0.0.0/8");

    assertThat(problems())
        .containsExactly(
            "alow-network in sluice.properties: there is no such setting; did you mean"
                + " allow-networks?");
  }

  @Test
  void variables_of_others_and_of_the_start_script_are_left_alone() {
    environment.put("SLUICEGATE", "1");
    environment.put("SLUICE_JAVA_OPTS", "-Xmx1g");

    assertThat(read().port()).isEqualTo(8080);
  }

  @Test
  void a_named_file_is_read_instead_and_must_be_there() throws IOException {
    file("port = 1");
    Files.writeString(folder.resolve("other.properties"), "port = 2");
    environment.put("SLUICE_CONFIG", "other.properties");
    assertThat(read().port()).isEqualTo(2);

    environment.put("SLUICE_CONFIG", "missing.properties");
    assertThat(problems()).containsExactly("There is no settings file missing.properties");
  }

  @Test
  void all_problems_are_told_at_once() throws IOException {
    file("job-timeout = soon");
    environment.put("SLUICE_PORT", "70000");
    environment.put("SLUICE_ALLOW_NETWORKS", "10.0.0.0/99");
    flags.put(Setting.MAX_SOURCE_BYTES, "lots");

    assertThat(problems())
        .containsExactlyInAnyOrder(
            "job-timeout in sluice.properties: expected a time such as 30s, 10m or 6h, found"
                + " 'soon'",
            "SLUICE_PORT: expected a whole number from 0 to 65535, found '70000'",
            "SLUICE_ALLOW_NETWORKS: expected networks such as 10.0.0.0/8 or fd00::/8, and"
                + " '10.0.0.0/99' is none, found '10.0.0.0/99'",
            "--max-source-bytes: expected a size such as 500MB, 5GB or 5GiB, found 'lots'");
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST_KEY, topsecret with a space",
    "DATABASE_URL, jdbc:mysql://root:topsecret@host/db",
    "S3_ENDPOINT, http://me:topsecret@host",
    "PUBLIC_URL, http://me:topsecret@host:x y",
  })
  void no_problem_shows_a_secret(Setting setting, String text) {
    flags.put(setting, text);
    flags.put(Setting.S3_BUCKET, "media");
    flags.put(Setting.S3_ACCESS_KEY, "topsecret-access");
    flags.put(Setting.S3_SECRET_KEY, "topsecret-secret");

    assertThat(problems()).hasSize(1).noneMatch(problem -> problem.contains("topsecret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345678", "sk_test_0123456789abcdef", "p@ss:w/rd~!"})
  void a_first_key_may_be_any_that_a_header_carries(String key) {
    flags.put(Setting.FIRST_KEY, key);

    assertThat(read().firstKey().orElseThrow().reveal()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234567", "with a space", "schl\u00fcssel_lang", "tab\tin_between"})
  void a_first_key_that_no_header_carries_is_a_problem(String key) {
    flags.put(Setting.FIRST_KEY, key);

    assertThat(problems())
        .containsExactly(
            "--first-key: expected 8 to 200 letters, digits or signs of ASCII, without spaces");
  }

  @Test
  void a_file_that_is_no_text_is_a_sentence() throws IOException {
    Files.write(folder.resolve("sluice.properties"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("The settings file ")
        .endsWith(" is not text in UTF-8; save it so");
  }

  @Test
  void settings_hide_their_secrets() {
    flags.put(Setting.FIRST_KEY, "sk_topsecret_topsecret");
    flags.put(Setting.DATABASE_URL, "jdbc:postgresql://host/db?password=topsecret");
    flags.put(Setting.DATABASE_PASSWORD, "topsecret");
    flags.put(Setting.S3_BUCKET, "media");
    flags.put(Setting.S3_ACCESS_KEY, "topsecret");
    flags.put(Setting.S3_SECRET_KEY, "topsecret");

    assertThat(read().toString()).contains("media").doesNotContain("topsecret");
  }

  @Test
  void origins_are_read_in_three_spellings_as_browsers_spell_them() throws IOException {
    file("cors-origins = https://File.example/, *");
    assertThat(read().access().corsOrigins()).containsOnly("https://file.example", "*");

    environment.put("SLUICE_CORS_ORIGINS", "http://localhost:5173 https://a.example:8443");
    assertThat(read().access().corsOrigins())
        .containsOnly("http://localhost:5173", "https://a.example:8443");

    flags.put(Setting.CORS_ORIGINS, "http://[::1]:80");
    assertThat(read().access().corsOrigins()).containsOnly("http://[::1]:80");
  }

  @ParameterizedTest
  @ValueSource(strings = {"app.example", "https://a.example/path", "https://*.example", "ftp://a"})
  void what_is_no_origin_is_a_problem(String text) {
    flags.put(Setting.CORS_ORIGINS, text);

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("expected * or origins such as https://app.example.org");
  }

  @Test
  void limits_are_whole_numbers_and_off_by_default() {
    assertThat(read().access().requestsPerSecond()).isEmpty();
    assertThat(read().access().jobsWaiting()).isEmpty();
    assertThat(read().access().jobsRunning()).isEmpty();

    flags.put(Setting.MAX_REQUESTS_PER_SECOND, "50");
    flags.put(Setting.MAX_JOBS_WAITING, "10000");
    flags.put(Setting.MAX_JOBS_RUNNING, "1");

    assertThat(read().access().requestsPerSecond()).hasValue(50);
    assertThat(read().access().jobsWaiting()).hasValue(10_000);
    assertThat(read().access().jobsRunning()).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "many", "9999999999"})
  void what_is_no_limit_is_a_problem(String text) {
    flags.put(Setting.MAX_JOBS_WAITING, text);

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("expected a whole number from 1 to 999999999");
  }

  @Test
  void a_bucket_is_complete_or_a_problem() {
    flags.put(Setting.S3_BUCKET, "media");
    flags.put(Setting.S3_ACCESS_KEY, "access");

    assertThat(problems()).containsExactly("s3-bucket is set, so s3-secret-key is needed too");

    flags.put(Setting.S3_SECRET_KEY, "secret");
    flags.put(Setting.S3_ENDPOINT, "http://127.0.0.1:9000/");
    flags.put(Setting.S3_PREFIX, "/tenants/one/");
    assertThat(read().s3())
        .contains(
            new Settings.Bucket(
                URI.create("http://127.0.0.1:9000"),
                "us-east-1",
                "media",
                Secret.of("access"),
                Secret.of("secret"),
                "tenants/one"));
  }

  @Test
  void settings_that_mean_nothing_alone_are_problems() {
    flags.put(Setting.S3_REGION, "eu-central-1");
    environment.put("SLUICE_DATABASE_USER", "sluice");

    assertThat(problems())
        .containsExactlyInAnyOrder(
            "--s3-region means nothing without s3-bucket; set that too, or neither",
            "SLUICE_DATABASE_USER means nothing without database-url; set that too, or neither");
  }

  @Test
  void the_guard_takes_networks_addresses_and_names() throws Exception {
    flags.put(Setting.ALLOW_NETWORKS, "10.0.0.0/8, ::1,media.internal");
    Settings settings = read();

    assertThat(permits(settings, "x", "10.1.2.3")).isTrue();
    assertThat(permits(settings, "x", "::1")).isTrue();
    assertThat(permits(settings, "media.internal", "192.168.0.1")).isTrue();
    assertThat(permits(settings, "other.internal", "192.168.0.1")).isFalse();
    assertThat(permits(settings, "x", "127.0.0.1")).isFalse();
  }

  private static boolean permits(Settings settings, String host, String address)
      throws IOException {
    return settings.guard().permits(host, InetAddress.getByName(address));
  }

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
    assertThat(Amounts.bytes(text)).isEqualTo(bytes);
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
    assertThat(Amounts.duration(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "5XB", "GB", "''", "99999999999TB", "0.5"})
  void what_is_no_size_is_refused(String text) {
    assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Amounts.bytes(text)))
        .hasMessageStartingWith("expected a size");
  }

  @ParameterizedTest
  @CsvSource({"0s", "30", "s", "''", "5 weeks", "99999999999999999999s", "9223372036854775807d"})
  void what_is_no_time_is_refused(String text) {
    assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> Amounts.duration(text)))
        .hasMessageStartingWith("expected a time");
  }

  @ParameterizedTest
  @CsvSource({
    "prot, port",
    "s3-buckt, s3-bucket",
    "worker, workers",
    "database, data",
    "hots, host"
  })
  void the_nearest_name_is_found(String typed, String meant) {
    List<String> known = Setting.all().stream().map(Setting::key).toList();

    assertThat(Nearest.to(typed, known)).contains(meant);
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
