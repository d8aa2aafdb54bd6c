package dev.sluice.media.web.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretHeadersTest {
  @ParameterizedTest
  @CsvSource({
    "https://a.example/1, https://a.example/2,      true",
    "https://a.example/1, https://A.example:443/2,  true",
    "http://a.example/1,  https://a.example/1,      true",
    "https://a.example/1, http://a.example/1,       false",
    "https://a.example/1, http://a.example:443/1,   false",
    "http://a.example/1,  http://a.example:8080/1,  false",
    "https://a.example/1, https://b.example/1,      false",
    "https://a.example/1, ftp://a.example/1,        false"
  })
  void secrets_go_to_the_same_site_over_no_less_secure_a_scheme(URI first, URI other, boolean may) {
    assertThat(SecretHeaders.mayGo(first, other)).isEqualTo(may);
  }

  @Test
  void secrets_are_known_in_any_spelling() {
    assertThat(SecretHeaders.isSecret("COOKIE")).isTrue();
    assertThat(SecretHeaders.isSecret("authorization")).isTrue();
    assertThat(SecretHeaders.isSecret("Referer")).isFalse();
  }
}
