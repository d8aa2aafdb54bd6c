package dev.sluice.core.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Locale;
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
        .hasMessageStartingWith("The endpoint must be a URL without path")
        .hasMessageNotContaining("topsecret");
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
