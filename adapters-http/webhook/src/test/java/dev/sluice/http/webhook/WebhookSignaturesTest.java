package dev.sluice.http.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.tenant.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ResourceLock(Resources.LOCALE)
class WebhookSignaturesTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "fa-IR", "ar-EG-u-nu-arab", "tr"})
  void a_signature_has_the_same_digits_in_every_locale(String locale) {
    Locale.setDefault(Locale.forLanguageTag(locale));

    Map<String, String> headers = signed("whsec_c2VjcmV0");

    // Both as openssl computes them: of 1800000000.{}, and of m1.1800000000.{} by the bare secret.
    assertThat(headers)
        .containsEntry(
            "X-Tornado-Signature",
            "t=1800000000,v1=f6eb5ef1f933bc96875300f35a1b93b283547dd6cdb3e5e7427bf141a6b585d9")
        .containsEntry("webhook-id", "m1")
        .containsEntry("webhook-timestamp", "1800000000")
        .containsEntry("webhook-signature", "v1,RMzfyAVTaM2hwTIeES4YfRI+nB647BDZOPqj/caTpqg=");
  }

  @Test
  void a_secret_that_is_not_base64_signs_as_it_is() {
    assertThat(signed("chosen by hand"))
        .containsEntry("webhook-signature", "v1,qyVAS9xsIaXdwXSgDY0piFYbWyQKaEwigTdc135BOxM=");
  }

  private static Map<String, String> signed(String secret) {
    return WebhookSignatures.headers(
        "m1", 1_800_000_000L, "{}".getBytes(StandardCharsets.UTF_8), Secret.of(secret));
  }
}
