package dev.sluice.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which value a setting has in the end. */
class SettingsTest extends SettingsFixture {
  @Test
  void nothing_set_gives_the_embedded_default() {
    Settings settings = read();

    assertThat(settings.dataDir()).isEqualTo(folder.resolve("data"));
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.workers()).isEmpty();
    assertThat(settings.isolated()).isTrue();
    assertThat(settings.initialApiKey()).isEmpty();
    assertThat(settings.publicUrl()).isEmpty();
    assertThat(settings.database()).isEmpty();
    assertThat(settings.s3()).isEmpty();
    assertThat(settings.webhookFailureType()).isEqualTo("job_completed");
    assertThat(settings.access().corsOrigins()).isEmpty();
    assertThat(settings.maxSourceBytes()).isEqualTo(100_000_000_000L);
    assertThat(settings.readTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.jobTimeout()).isEqualTo(Duration.ofHours(6));
    assertThat(settings.shows().timeout()).isEqualTo(Duration.ofSeconds(25));
    assertThat(settings.retention().jobs()).contains(Duration.ofDays(90));
    assertThat(settings.retention().notifications()).contains(Duration.ofDays(30));
    assertThat(settings.retention().files()).isEmpty();
  }

  @Test
  void what_is_kept_has_a_time_or_is_kept_for_ever() {
    flags.put(Setting.KEEP_JOBS, "1h");
    flags.put(Setting.KEEP_NOTIFICATIONS, "forever");
    flags.put(Setting.KEEP_FILES, "1h");

    assertThat(read().retention().jobs()).contains(Duration.ofHours(1));
    assertThat(read().retention().files()).contains(Duration.ofHours(1));
    assertThat(read().retention().notifications()).isEmpty();
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
            "data-dir",
            "host",
            "port",
            "workers",
            "initial-api-key",
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
            "s3-session-token",
            "s3-role-arn",
            "s3-role-external-id",
            "s3-prefix",
            "s3-addressing-style",
            "s3-public-endpoint",
            "s3-server-side-encryption",
            "s3-kms-key-id",
            "s3-checksum",
            "webhook-failure-type",
            "isolation",
            "cors-origins",
            "key-max-requests-per-second",
            "key-max-waiting-jobs",
            "key-max-running-jobs",
            "connections-per-address",
            "keep-jobs",
            "keep-notifications",
            "keep-files",
            "max-source-bytes",
            "read-timeout",
            "job-timeout",
            "show-timeout",
            "yt-dlp",
            "site-credentials",
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
  void a_market_of_spotify_without_its_client_is_no_problem() {
    environment.put("SLUICE_SPOTIFY_MARKET", "DE");

    assertThat(read().shows().spotify()).isEmpty();
  }

  @Test
  void a_path_may_begin_with_the_home() {
    environment.put("HOME", folder.resolve("home").toString());

    flags.put(Setting.FEED_MAP, "~/feeds");
    assertThat(read().shows().feedMap()).contains(folder.resolve("home/feeds"));
    flags.put(Setting.FEED_MAP, "~");
    assertThat(read().shows().feedMap()).contains(folder.resolve("home"));
    flags.put(Setting.FEED_MAP, "./~feeds");
    assertThat(read().shows().feedMap()).contains(folder.resolve("~feeds"));
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

  @Test
  void variables_of_others_and_of_the_start_script_are_left_alone() {
    environment.put("SLUICEGATE", "1");
    environment.put("SLUICE_JAVA_OPTS", "-Xmx1g");

    assertThat(read().port()).isEqualTo(8080);
  }

  @Test
  void settings_hide_their_secrets() {
    flags.put(Setting.INITIAL_API_KEY, "sk_topsecret_topsecret");
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

  @Test
  void limits_are_whole_numbers_and_off_by_default() {
    assertThat(read().access().requestsPerSecond()).isEmpty();
    assertThat(read().access().jobsWaiting()).isEmpty();
    assertThat(read().access().jobsRunning()).isEmpty();

    flags.put(Setting.KEY_MAX_REQUESTS_PER_SECOND, "50");
    flags.put(Setting.KEY_MAX_WAITING_JOBS, "10000");
    flags.put(Setting.KEY_MAX_RUNNING_JOBS, "1");

    assertThat(read().access().requestsPerSecond()).hasValue(50);
    assertThat(read().access().jobsWaiting()).hasValue(10_000);
    assertThat(read().access().jobsRunning()).hasValue(1);
  }

  @Test
  void connections_per_address_are_256_another_number_or_not_limited() {
    assertThat(read().access().connectionsPerAddress()).hasValue(256);

    environment.put("SLUICE_CONNECTIONS_PER_ADDRESS", "2000");
    assertThat(read().access().connectionsPerAddress()).hasValue(2_000);

    flags.put(Setting.CONNECTIONS_PER_ADDRESS, "none");
    assertThat(read().access().connectionsPerAddress()).isEmpty();
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
}
