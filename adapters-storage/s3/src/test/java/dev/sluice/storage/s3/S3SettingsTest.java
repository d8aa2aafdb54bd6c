package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class S3SettingsTest {
  @ParameterizedTest
  @CsvSource({
    "https://s3.eu-central-1.amazonaws.com, true",
    "http://127.0.0.1:9000, true",
    "http://localhost:9000, true",
    "http://[::1]:9000, true",
    "http://10.0.0.1:9000, false",
    "http://127.0.0.1.example.com, false",
    "http://store.example.com, false",
  })
  void bytes_go_unsigned_only_where_nobody_can_change_them(URI endpoint, boolean safe) {
    assertThat(settings(endpoint).wayIsSafe()).isEqualTo(safe);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://store.example.com",
        "store.example.com",
        "https:///nohost",
        "https://store.example.com/bucket",
        "https://store.example.com/?a=b",
        "https://user:password@store.example.com",
      })
  void what_is_no_endpoint_is_refused(URI endpoint) {
    assertThatThrownBy(() -> settings(endpoint)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_rest_is_checked_too() {
    S3Settings settings = settings(URI.create("https://store.example.com"));

    assertThatThrownBy(() -> settings.withPrefix("/a")).hasMessageContaining("slash");
    assertThatThrownBy(() -> settings.withPatience(Duration.ZERO)).hasMessageContaining("patience");
    assertThatThrownBy(
            () -> S3Settings.of(settings.endpoint(), "us-east-1", " ", "AKID", Secret.of("x")))
        .hasMessageContaining("bucket");
  }

  @Test
  void the_secret_is_not_shown() {
    assertThat(settings(URI.create("https://store.example.com")).toString())
        .doesNotContain("a-secret")
        .contains("***");
  }

  private static S3Settings settings(URI endpoint) {
    return S3Settings.of(endpoint, "eu-central-1", "bucket", "AKID", Secret.of("a-secret"));
  }
}
