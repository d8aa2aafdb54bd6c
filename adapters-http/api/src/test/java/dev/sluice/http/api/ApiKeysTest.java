package dev.sluice.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.tenant.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final ApiKeyStore store = new InMemoryDatabase().keys();
  private final ApiKeys keys = new ApiKeys(store, new SecureRandom(), () -> NOW, UUID::randomUUID);

  @Test
  void a_key_is_long_random_and_belongs_to_an_owner_of_its_own() {
    Secret first = keys.create("first").orElseThrow();
    Secret second = keys.create("second").orElseThrow();

    assertThat(first.reveal()).matches("sk_[A-Za-z0-9_-]{43}").isNotEqualTo(second.reveal());
    assertThat(keys.tenantOf(first.reveal())).isPresent();
    assertThat(keys.tenantOf(first.reveal())).isNotEqualTo(keys.tenantOf(second.reveal()));
  }

  @Test
  void only_the_hash_of_a_key_is_kept() {
    Secret key = keys.create("first").orElseThrow();

    ApiKey stored = store.all().get(0);
    assertThat(stored.hash()).matches("[0-9a-f]{64}");
    assertThat(stored.hint()).hasSize(7).startsWith("sk_");
    assertThat(stored.createdAt()).isEqualTo(NOW);
    assertThat(stored.toString()).doesNotContain(key.reveal());
  }

  @Test
  void the_hash_is_sha_256_so_that_other_programs_can_check_it() {
    keys.adopt("known", Secret.of("sk_12345678"));

    // printf sk_12345678 | sha256sum
    assertThat(store.all().get(0).hash())
        .isEqualTo("36e44ab10c72949cdb65c4aa68478db14bb403c50c3c660ed6fa788f94550c49");
  }

  @Test
  void a_name_is_given_once_at_a_time() {
    assertThat(keys.create("first")).isPresent();
    assertThat(keys.create("first")).isEmpty();

    store.revoke("first", NOW);

    assertThat(keys.create("first")).isPresent();
  }

  @Test
  void a_key_that_was_chosen_is_adopted_once() {
    assertThat(keys.adopt("first", Secret.of("sk_12345678"))).isTrue();
    assertThat(keys.adopt("first", Secret.of("sk_12345678"))).isFalse();
    assertThat(keys.tenantOf("sk_12345678")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "with a space", "sk_ümlaut1", "sk_line\nbreak"})
  void a_key_that_no_header_can_carry_is_not_adopted(String text) {
    assertThatThrownBy(() -> keys.adopt("first", Secret.of(text)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.all()).isEmpty();
  }

  @Test
  void nobody_owns_a_key_that_was_never_made_or_was_revoked() {
    Secret key = keys.create("first").orElseThrow();
    store.revoke("first", NOW);

    assertThat(keys.tenantOf(key.reveal())).isEmpty();
    assertThat(keys.tenantOf("")).isEmpty();
    assertThat(keys.tenantOf("sk_" + "x".repeat(43))).isEmpty();
    assertThat(keys.tenantOf("x".repeat(100_000))).isEmpty();
  }
}
