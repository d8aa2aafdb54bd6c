package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeTranscoder;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WebhookSecretTest {
  private static SluiceBuilder builder() {
    AtomicLong counter = new AtomicLong();
    return Sluice.builder()
        .fetcher(FakeMediaFetcher.empty())
        .transcoder(new FakeTranscoder())
        .store(new InMemoryArtifactStore())
        .ids(() -> new UUID(0, counter.incrementAndGet()))
        .workers(0);
  }

  private static Secret first() {
    try (Sluice sluice = builder().start()) {
      return sluice.tenant(TenantId.LOCAL).webhooks().secret();
    }
  }

  @Test
  void a_secret_cannot_be_guessed_where_ids_can() {
    assertThat(first().reveal()).startsWith("whsec_").isNotEqualTo(first().reveal());
  }

  @Test
  void secrets_are_made_of_the_bytes_that_are_handed_in() {
    byte[] sevens = new byte[32];
    Arrays.fill(sevens, (byte) 7);
    try (Sluice sluice = builder().random(bytes -> Arrays.fill(bytes, (byte) 7)).start()) {
      Tenant.Webhooks webhooks = sluice.tenant(TenantId.LOCAL).webhooks();
      String expected = "whsec_" + Base64.getEncoder().encodeToString(sevens);

      assertThat(webhooks.secret().reveal()).isEqualTo(expected);
      assertThat(webhooks.rotateSecret().reveal()).isEqualTo(expected);
    }
  }
}
