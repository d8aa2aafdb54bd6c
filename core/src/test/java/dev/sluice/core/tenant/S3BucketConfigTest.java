package dev.sluice.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.tenant.S3Options.AddressingStyle;
import dev.sluice.core.tenant.S3Options.Checksums;
import dev.sluice.core.tenant.S3Options.Encryption;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3BucketConfigTest {
  private static BucketConfig.S3 sample(String endpoint, String prefix, String base) {
    return new BucketConfig.S3(
        URI.create(endpoint),
        "eu-central-1",
        "bucket",
        Secret.of("AKIDOFSOMEBODY"),
        Secret.of("a/secret+key"),
        prefix,
        base);
  }

  @Test
  void a_bucket_has_the_same_address_in_every_locale() {
    Locale usual = Locale.getDefault();
    String address = sample("https://s3.example:9000", "", "").address();
    // Its digits are not those of ASCII.
    Locale.setDefault(new Locale("fa", "IR"));
    try {
      assertThat(sample("https://s3.example:9000", "", "").address()).isEqualTo(address);
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void all_of_it_survives_being_one_text() {
    BucketConfig settings = sample("http://10.0.0.1:9000", "clients/ž-", "media/2026");

    assertThat(BucketConfig.of(settings.toSecret())).isEqualTo(settings);
  }

  @Test
  void its_options_survive_too_and_usual_ones_leave_the_text_as_earlier_versions_know_it() {
    BucketConfig.S3 usual = sample("https://s3.example", "a/", "b");
    for (S3Options options :
        List.of(
            new S3Options(
                Optional.of(Secret.of("a+session/token==")),
                AddressingStyle.VIRTUAL,
                Optional.of(Encryption.kms("alias/films")),
                Checksums.MD5),
            new S3Options(Optional.empty(), AddressingStyle.PATH, Optional.empty(), Checksums.NONE),
            new S3Options(
                Optional.empty(),
                AddressingStyle.AUTO,
                Optional.of(Encryption.SSE_S3),
                Checksums.CRC32C))) {
      BucketConfig settings = with(usual, options);
      assertThat(BucketConfig.of(settings.toSecret())).isEqualTo(settings);
      assertThat(settings.space()).isEqualTo(usual.space());
      assertThat(settings.toString()).doesNotContain("a+session/token==");
    }
    assertThat(usual.toSecret().reveal().lines()).hasSize(8);
  }

  @Test
  void an_endpoint_that_is_an_address_has_no_name_for_the_bucket() {
    S3Options options =
        new S3Options(
            Optional.empty(), AddressingStyle.VIRTUAL, Optional.empty(), Checksums.CRC32C);
    BucketConfig.S3 usual = sample("http://10.0.0.1:9000", "", "");

    assertThatThrownBy(() -> with(usual, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs path style");
  }

  private static BucketConfig.S3 with(BucketConfig.S3 settings, S3Options options) {
    return new BucketConfig.S3(
        settings.endpoint(),
        settings.region(),
        settings.bucket(),
        settings.accessKey(),
        settings.secretKey(),
        settings.folderPrefix(),
        settings.baseFolder(),
        options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "ké", "a\nb"})
  void a_session_token_that_is_none_is_reported_and_not_repeated(String text) {
    assertThatThrownBy(() -> S3Options.sessionToken(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A session token must have 1 to 16,384 visible characters of ASCII, and no space");
  }

  @Test
  void a_text_of_another_layout_is_refused() {
    assertThatThrownBy(() -> BucketConfig.of(Secret.of("2\na\nb\nc\nd\ne\nf\ng")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BucketConfig.of(Secret.of("")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void no_key_is_shown() {
    assertThat(sample("https://s3.example", "", "videos").toString())
        .doesNotContain("AKIDOFSOMEBODY")
        .doesNotContain("a/secret+key");
  }

  @ParameterizedTest
  @CsvSource({
    "'',       videos, videos/",
    "'',       '',     ''",
    "client-a/, videos, client-a/videos/",
    "a-,       media/2026/, a-media/2026/",
    "client-a/, '',     client-a/",
  })
  void the_prefix_is_the_folder_prefix_and_the_base_folder(
      String prefix, String base, String expected) {
    assertThat(sample("https://s3.example", prefix, base).objectPrefix()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "https://s3.example,       s3.example:443/bucket",
    "https://S3.Example:443/,  s3.example:443/bucket",
    "http://s3.example,        s3.example:80/bucket",
    "http://[::1]:9000,        [::1]:9000/bucket",
  })
  void a_place_is_the_same_for_everybody(String endpoint, String place) {
    assertThat(sample(endpoint, "", "").address()).isEqualTo(place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s3.example",
        "ftp://s3.example",
        "https://",
        "https://user:topsecret@s3.example",
        "https://s3.example/bucket",
        "https://s3.example?x=topsecret",
        "https://s3 .example",
        "file:///etc/passwd",
      })
  void an_endpoint_that_is_none_is_reported_and_not_repeated(String text) {
    assertThatThrownBy(() -> BucketConfig.S3.endpoint(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The endpoint")
        .hasMessageNotContaining("topsecret");
  }

  @ParameterizedTest
  @CsvSource({
    "s3.example, must begin with https:// or http://",
    "https://user:topsecret@s3.example, must not contain a user or password",
    "https://s3.example/films, must not have a path",
    "https://s3.example?x=y, must not have a query",
    "https://s3.example:0, port must be from 1 to 65535",
    "https://s3.example:65616, port must be from 1 to 65535",
    "https://s3.example:99999999999, port must be from 1 to 65535",
    "https://my_store:9000, host must be an address or a name",
    "https://films.s3.eu-central-1.amazonaws.com, not a host of Amazon S3 without a bucket",
    "https://console.aws.amazonaws.com, not a host of Amazon S3 without a bucket",
  })
  void the_sentence_says_what_is_wrong_with_an_endpoint(String text, String expected) {
    assertThatThrownBy(() -> BucketConfig.S3.endpoint(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP://S3.Example:9000/, http://s3.example:9000",
    "Https://s3.example, https://s3.example",
    "https://s3.dualstack.eu-central-1.amazonaws.com,"
        + " https://s3.dualstack.eu-central-1.amazonaws.com",
    "https://s3.cn-north-1.amazonaws.com.cn, https://s3.cn-north-1.amazonaws.com.cn",
    "https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com,"
        + " https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com",
    "http://[::1]:65535, http://[::1]:65535",
  })
  void an_endpoint_is_taken_in_its_usual_form(String text, URI expected) {
    assertThat(BucketConfig.S3.endpoint(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "https://s3.example, films, true",
    "https://films.s3.example, films, false",
    "https://films.s3.eu-central-003.backblazeb2.com, films, false",
    "https://films.0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com, films, false",
    "https://films.storage.googleapis.com, films, false",
    "https://films.fra1.digitaloceanspaces.com, films, false",
    "https://minio.example.com, minio, true",
    "https://s3.films.example, films, true",
  })
  void an_endpoint_with_the_bucket_in_it_is_reported(URI endpoint, String bucket, boolean valid) {
    if (valid) {
      BucketConfig.S3.requireApart(endpoint, bucket);
      return;
    }
    assertThatThrownBy(() -> BucketConfig.S3.requireApart(endpoint, bucket))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The endpoint must not contain the bucket's name; leave it out, and the dot after it");
  }

  @ParameterizedTest
  @CsvSource({
    "https://s3.eu-central-1.amazonaws.com, eu-central-1",
    "https://s3.dualstack.us-gov-west-1.amazonaws.com, us-gov-west-1",
    "https://s3.cn-north-1.amazonaws.com.cn, cn-north-1",
    "https://s3-eu-west-1.amazonaws.com, eu-west-1",
    "https://s3-fips.us-east-2.amazonaws.com, us-east-2",
    "https://s3-fips.dualstack.us-east-2.amazonaws.com, us-east-2",
    "https://s3.amazonaws.com, us-east-1",
    "https://s3-accelerate.amazonaws.com, us-east-1",
    "https://s3.eu-central-1.example, us-east-1",
    "https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com, auto",
    "https://0123456789abcdef0123456789abcdef.eu.r2.cloudflarestorage.com, auto",
    "https://storage.googleapis.com, auto",
    "https://s3.us-west-004.backblazeb2.com, us-west-004",
    "https://s3.eu-central-2.wasabisys.com, eu-central-2",
    "https://s3.fr-par.scw.cloud, fr-par",
    "https://minio.example, us-east-1",
  })
  void an_endpoint_names_its_region(URI endpoint, String region) {
    assertThat(BucketConfig.S3.regionOf(endpoint)).isEqualTo(region);
  }

  @ParameterizedTest
  @CsvSource({
    "Bad_Bucket, must not have capital letters",
    "UPPER, must not have capital letters",
    "bad_bucket, 'small letters, digits, dots and hyphens'",
    "192.168.0.1, must not be an IP address",
    "ab, 'must have 3 to 63 characters, not 2'",
    "-abc, must begin and end with a letter or digit",
    "a.-b, must begin and end with a letter or digit",
    "xn--films, must not begin with xn--",
  })
  void the_sentence_says_what_is_wrong_with_a_bucket_name(String text, String expected) {
    assertThatThrownBy(() -> BucketConfig.S3.bucket(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void a_bucket_name_has_63_characters_at_most() {
    assertThat(BucketConfig.S3.bucket("a".repeat(63))).hasSize(63);
    assertThatThrownBy(() -> BucketConfig.S3.bucket("a".repeat(64)))
        .hasMessage("The bucket's name must have 3 to 63 characters, not 64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ab", "-abc", "a..b", "a/b/c", "bücket", "a\nb"})
  void a_bucket_name_that_is_none_is_reported(String text) {
    assertThatThrownBy(() -> BucketConfig.S3.bucket(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "ké", "a\nb"})
  void a_key_that_is_none_is_reported_and_not_repeated(String text) {
    assertThatThrownBy(() -> BucketConfig.S3.key(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A key must have 1 to 256 visible characters of ASCII, and no space");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", "../a", "a//b", "a/../b", "a\\b", "a\nb"})
  void folders_that_climb_or_begin_with_a_slash_are_reported(String text) {
    assertThatThrownBy(() -> BucketConfig.folderPrefix(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The folder prefix must");
    if (!text.equals("/")) {
      assertThatThrownBy(() -> BucketConfig.baseFolder(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("The base folder must");
    }
  }

  @Test
  void folders_may_be_long_but_not_too_long() {
    assertThat(BucketConfig.folderPrefix("a".repeat(200))).hasSize(200);
    assertThatThrownBy(() -> BucketConfig.folderPrefix("a".repeat(201)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
