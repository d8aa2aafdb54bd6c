package dev.sluice.storage.jdbc.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CachingApiKeyStoreTest {
  private final ApiKeyStore store = new InMemoryDatabase().keys();

  /** Close to the moment at which the JVM's nanoseconds overflow. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

  private final CachingApiKeyStore keys = new CachingApiKeyStore(store, nanos::get);
  private final ApiKey key =
      new ApiKey(new TenantId("o"), "ci", "hash", "sk_1234", Instant.EPOCH, Optional.empty());

  @Test
  void what_was_found_is_not_asked_for_again_until_its_moment_is_over() {
    store.create(key);
    assertThat(keys.byHash("hash")).contains(key);

    store.revoke("ci", Instant.EPOCH);
    pass(CachingApiKeyStore.KEPT.minusNanos(1));
    assertThat(keys.byHash("hash")).as("revoked elsewhere a moment ago").contains(key);
    pass(Duration.ofNanos(1));
    assertThat(keys.byHash("hash")).isEmpty();
  }

  @Test
  void what_is_shown_again_and_again_is_asked_for_all_the_same() {
    store.create(key);
    keys.byHash("hash");
    store.revoke("ci", Instant.EPOCH);

    for (int i = 0; i < 5; i++) {
      pass(CachingApiKeyStore.KEPT.dividedBy(5));
      keys.byHash("hash");
    }

    assertThat(keys.byHash("hash")).isEmpty();
  }

  @Test
  void a_revocation_through_it_counts_at_once() {
    store.create(key);
    keys.byHash("hash");

    keys.revoke("ci", Instant.EPOCH);

    assertThat(keys.byHash("hash")).isEmpty();
  }

  @Test
  void what_an_owner_may_counts_at_once_from_here_and_a_moment_later_from_elsewhere() {
    TenantQuota little = TenantQuota.UNLIMITED.withStorage(Optional.of(5L));
    assertThat(keys.quota(key.tenant())).isEqualTo(TenantQuota.UNLIMITED);

    keys.setQuota(key.tenant(), little);
    assertThat(keys.quota(key.tenant())).isEqualTo(little);
    store.setQuota(key.tenant(), TenantQuota.UNLIMITED);
    assertThat(keys.quota(key.tenant())).isEqualTo(little);
    pass(CachingApiKeyStore.KEPT);

    assertThat(keys.quota(key.tenant())).isEqualTo(TenantQuota.UNLIMITED);
  }

  @Test
  void what_was_read_before_a_revocation_is_not_remembered_after_it() {
    store.create(key);
    AtomicReference<CachingApiKeyStore> front = new AtomicReference<>();
    ApiKeyStore slow =
        (ApiKeyStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ApiKeyStore.class},
                (proxy, method, arguments) -> {
                  Object answer = method.invoke(store, arguments);
                  if (method.getName().equals("byHash")) {
                    Objects.requireNonNull(front.get()).revoke("ci", Instant.EPOCH);
                  }
                  return answer;
                });
    CachingApiKeyStore overtaken = new CachingApiKeyStore(slow, nanos::get);
    front.set(overtaken);

    assertThat(overtaken.byHash("hash")).isPresent();
    assertThat(overtaken.byHash("hash")).isEmpty();
  }

  @Test
  void a_key_that_was_not_there_counts_as_soon_as_it_is() {
    assertThat(keys.byHash("hash")).isEmpty();

    store.create(key);

    assertThat(keys.byHash("hash")).contains(key);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
