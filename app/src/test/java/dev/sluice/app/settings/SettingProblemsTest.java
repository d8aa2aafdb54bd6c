package dev.sluice.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be meant, and the sentence for it. */
class SettingProblemsTest extends SettingsFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SPOTIFY_CLIENT_ID        | me          | spotify-client-id is set, so"
            + " spotify-client-secret is needed too",
        "SPOTIFY_CLIENT_SECRET    | hush        | means nothing without spotify-client-id",
        "DATA_DIR                 | ~else/data  | only ~/ stands for your home",
        "PODCAST_INDEX_KEY        | me          | podcast-index-key is set, so podcast-index-secret"
            + " is needed too",
        "PODCAST_INDEX_SECRET     | hush        | means nothing without podcast-index-key",
        "SPOTIFY_MARKET           | Germany     | a country's two letters",
        "APPLE_URL                | ftp://a     | expected a URL",
      })
  void half_of_what_belongs_together_is_reported(Setting setting, String text, String problem) {
    flags.put(setting, text);

    assertThatThrownBy(this::read)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("hush");
  }

  @Test
  void without_a_home_a_path_cannot_begin_with_it() {
    flags.put(Setting.DATA_DIR, "~/data");

    assertThat(problems()).singleElement().asString().contains("HOME is not set");
  }

  @Test
  void a_program_below_the_home_of_somebody_else_is_a_problem_of_its_setting() {
    environment.put("SLUICE_YT_DLP", "~somebody/yt-dlp");

    assertThat(problems()).singleElement().asString().startsWith("SLUICE_YT_DLP: ");
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
  void a_named_file_is_read_instead_and_must_be_there() throws IOException {
    file("port = 1");
    Files.writeString(folder.resolve("other.properties"), "port = 2");
    environment.put("SLUICE_CONFIG", "other.properties");
    assertThat(read().port()).isEqualTo(2);

    environment.put("SLUICE_CONFIG", "missing.properties");
    assertThat(problems()).containsExactly("There is no settings file missing.properties");
  }

  @Test
  void all_problems_are_reported_at_once() throws IOException {
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

  @Test
  void nothing_is_kept_for_less_than_an_hour() {
    flags.put(Setting.KEEP_JOBS, "59m");
    flags.put(Setting.KEEP_NOTIFICATIONS, "never");

    assertThat(problems())
        .containsExactlyInAnyOrder(
            "--keep-jobs: expected a time of at least 1h, or forever, found '59m'",
            "--keep-notifications: expected a time such as 30s, 10m or 6h, found 'never'");
  }

  @Test
  void nothing_is_kept_for_more_than_a_hundred_years_but_for_ever() {
    flags.put(Setting.KEEP_JOBS, "36501d");
    flags.put(Setting.KEEP_NOTIFICATIONS, "36500d");
    flags.put(Setting.KEEP_FILES, "10000000d");

    assertThat(problems())
        .containsExactlyInAnyOrder(
            "--keep-jobs: expected a time of at most 36500d, or forever, found '36501d'",
            "--keep-files: expected a time of at most 36500d, or forever, found '10000000d'");
  }

  @Test
  void no_file_is_kept_longer_than_its_job() {
    flags.put(Setting.KEEP_JOBS, "2d");
    flags.put(Setting.KEEP_FILES, "3d");

    assertThat(problems())
        .containsExactly(
            "keep-files must not be longer than keep-jobs (90d by default), since only a job knows"
                + " its object");
  }

  @ParameterizedTest
  @CsvSource({
    "INITIAL_API_KEY, topsecret with a space",
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
    flags.put(Setting.INITIAL_API_KEY, key);

    assertThat(read().initialApiKey().orElseThrow().reveal()).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234567", "with a space", "schl\u00fcssel_lang", "tab\tin_between"})
  void a_first_key_that_no_header_carries_is_a_problem(String key) {
    flags.put(Setting.INITIAL_API_KEY, key);

    assertThat(problems())
        .containsExactly(
            "--initial-api-key: expected 8 to 200 letters, digits or signs of ASCII, without"
                + " spaces");
  }

  @Test
  void a_file_that_is_no_text_is_a_sentence() throws IOException {
    Files.write(folder.resolve("sluice.properties"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("The settings file ")
        .endsWith(" is not text in UTF-8; save it as UTF-8");
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

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "many", "9999999999"})
  void what_is_no_limit_is_a_problem(String text) {
    flags.put(Setting.KEY_MAX_WAITING_JOBS, text);

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("expected a whole number from 1 to 999999999");
  }

  @Test
  void connections_per_address_are_a_number_or_none() {
    flags.put(Setting.CONNECTIONS_PER_ADDRESS, "0");

    assertThat(problems())
        .singleElement()
        .asString()
        .contains("expected a whole number from 1 to 999999999, or none");
  }

  @Test
  void a_bucket_is_complete_or_a_problem() {
    flags.put(Setting.S3_BUCKET, "media");
    flags.put(Setting.S3_ACCESS_KEY, "access");

    assertThat(problems()).containsExactly("s3-access-key is set, so s3-secret-key is needed too");

    flags.put(Setting.S3_SECRET_KEY, "secret");
    flags.put(Setting.S3_ENDPOINT, "http://127.0.0.1:9000/");
    flags.put(Setting.S3_PREFIX, "/tenants/one/");
    assertThat(read().s3())
        .contains(
            S3Settings.of(
                    URI.create("http://127.0.0.1:9000"),
                    "us-east-1",
                    "media",
                    "access",
                    Secret.of("secret"))
                .toBuilder()
                .prefix("tenants/one/")
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "S3_BUCKET, UPPER, The bucket's name must not have capital letters",
    "S3_BUCKET, 127.0.0.1, The bucket's name must not be an IP address",
    "S3_ENDPOINT, http://127.0.0.1:65616, The endpoint's port must be from 1 to 65535",
    "S3_ENDPOINT, http://127.0.0.1/media, The endpoint must not have a path",
    "S3_ENDPOINT, https://media.s3.example, The endpoint must not contain the bucket's name",
    "S3_REGION, -x, The region must have 1 to 63 letters",
    "S3_SECRET_KEY, two words, A key must have 1 to 256 visible characters",
    "S3_SESSION_TOKEN, two words, A session token must have",
    "S3_ROLE_ARN, two words, expected the ARN of a role",
    "S3_ADDRESSING_STYLE, both, 'expected auto, path, virtual'",
    "S3_PUBLIC_ENDPOINT, https://cdn.example/media, The endpoint must not have a path",
    "S3_SERVER_SIDE_ENCRYPTION, aes, expected AES256 or aws:kms",
    "S3_CHECKSUM, sha1, 'expected crc32c, md5, none'",
  })
  void a_bucket_that_no_storage_has_is_a_problem(Setting setting, String text, String expected) {
    flags.put(Setting.S3_BUCKET, "media");
    flags.put(Setting.S3_ACCESS_KEY, "access");
    flags.put(Setting.S3_SECRET_KEY, "secret");
    flags.put(setting, text);

    assertThat(problems()).singleElement().asString().contains(setting.flag(), expected);
  }

  @Test
  void the_region_is_that_of_an_endpoint_of_amazon() {
    flags.put(Setting.S3_BUCKET, "media");
    flags.put(Setting.S3_ACCESS_KEY, "access");
    flags.put(Setting.S3_SECRET_KEY, "secret");
    flags.put(Setting.S3_ENDPOINT, "https://s3.eu-central-1.amazonaws.com");

    assertThat(read().s3().orElseThrow().region()).isEqualTo("eu-central-1");
  }

  @Test
  void the_region_of_an_endpoint_without_one_is_that_of_the_aws_environment() {
    flags.put(Setting.S3_BUCKET, "media");
    environment.put("AWS_REGION", "eu-west-3");
    assertThat(read().s3().orElseThrow().region()).isEqualTo("eu-west-3");

    flags.put(Setting.S3_ENDPOINT, "https://s3.eu-central-1.amazonaws.com");
    assertThat(read().s3().orElseThrow().region()).isEqualTo("eu-central-1");

    flags.put(Setting.S3_ENDPOINT, "https://store.example");
    assertThat(read().s3().orElseThrow().region()).isEqualTo("us-east-1");
  }

  @Test
  void settings_of_a_bucket_that_need_another_one_are_problems() {
    flags.put(Setting.S3_BUCKET, "media");
    flags.put(Setting.S3_SESSION_TOKEN, "token");
    flags.put(Setting.S3_ROLE_EXTERNAL_ID, "id");
    flags.put(Setting.S3_KMS_KEY_ID, "alias/media");
    assertThat(problems())
        .containsExactlyInAnyOrder(
            "--s3-session-token means nothing without s3-access-key; set that too, or neither",
            "--s3-role-external-id means nothing without s3-role-arn; set that too, or neither",
            "--s3-kms-key-id means nothing without s3-server-side-encryption; set that too, or"
                + " neither");

    flags.clear();
    flags.put(Setting.S3_BUCKET, "media");
    flags.put(Setting.S3_SERVER_SIDE_ENCRYPTION, "AES256");
    flags.put(Setting.S3_KMS_KEY_ID, "alias/media");
    assertThat(problems()).singleElement().asString().contains("only aws:kms takes the id");

    flags.clear();
    flags.put(Setting.S3_BUCKET, "media");
    flags.put(Setting.S3_ENDPOINT, "http://127.0.0.1:9000");
    flags.put(Setting.S3_ADDRESSING_STYLE, "virtual");
    assertThat(problems()).singleElement().asString().contains("needs path style");
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
}
