package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.testkit.sample.JobSamples;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract of {@link ApiKeyStore}. */
public abstract class ApiKeyStoreContract {
  private static final Instant NOW = JobSamples.START;
  private static final TenantQuota FEW =
      TenantQuota.UNLIMITED
          .withStorage(Optional.of(5_000_000_000_000L))
          .withDuration(Optional.of(Duration.ofMillis(90_500)))
          .withShorterSide(Optional.of(1_080));

  /** Returns the store of this test: the same at each call, and empty at the first. */
  protected abstract ApiKeyStore store();

  /**
   * Returns a store on the same data after the one of this test was closed; empty for a store that
   * ends with its process. Afterwards {@link #store()} is the new one.
   */
  protected Optional<ApiKeyStore> reopened() {
    return Optional.empty();
  }

  private static ApiKey key(int number, String name, Instant created) {
    return new ApiKey(
        new TenantId("owner-" + number),
        name,
        String.format(Locale.ROOT, "%064x", number),
        "sk_" + number,
        created,
        Optional.empty());
  }

  private static ApiKey key(int number, String name) {
    return key(number, name, NOW.plusSeconds(number));
  }

  private static ApiKey revoked(ApiKey key, Instant when) {
    return new ApiKey(
        key.tenant(), key.name(), key.hash(), key.hint(), key.createdAt(), Optional.of(when));
  }

  @Test
  protected void a_key_is_found_by_its_hash() {
    ApiKey key = key(1, "ci 'ž' 🎬");
    assertThat(store().create(key)).isTrue();

    assertThat(store().byHash(key.hash())).contains(key);
    assertThat(store().byHash("0".repeat(64))).isEmpty();
    assertThat(store().byHash("")).isEmpty();
  }

  @Test
  protected void a_name_in_use_is_refused_and_changes_nothing() {
    ApiKey first = key(1, "ci");
    store().create(first);

    assertThat(store().create(key(2, "ci"))).isFalse();

    assertThat(store().all()).containsExactly(first);
    assertThat(store().byHash(key(2, "ci").hash())).isEmpty();
  }

  @Test
  protected void names_differ_by_case() {
    assertThat(store().create(key(1, "ci"))).isTrue();
    assertThat(store().create(key(2, "CI"))).isTrue();
  }

  @Test
  protected void a_hash_in_use_is_refused_even_after_its_key_was_revoked() {
    ApiKey first = key(1, "ci");
    store().create(first);
    ApiKey sameHash = new ApiKey(first.tenant(), "b", first.hash(), "x", NOW, Optional.empty());

    assertThat(store().create(sameHash)).isFalse();
    store().revoke("ci", NOW);

    assertThat(store().create(sameHash)).isFalse();
    assertThat(store().byHash(first.hash())).isEmpty();
  }

  @Test
  protected void a_revoked_key_is_shown_in_the_list_only_and_frees_its_name() {
    ApiKey first = key(1, "ci");
    ApiKey second = key(2, "ci");
    store().create(first);

    assertThat(store().revoke("ci", NOW.plusSeconds(9))).isTrue();

    assertThat(store().byHash(first.hash())).isEmpty();
    assertThat(store().revoke("ci", NOW)).as("none is left to revoke").isFalse();
    assertThat(store().create(second)).isTrue();
    assertThat(store().byHash(second.hash())).contains(second);
    assertThat(store().all()).containsExactly(revoked(first, NOW.plusSeconds(9)), second);
  }

  @Test
  protected void revoking_an_unknown_name_does_nothing() {
    ApiKey key = key(1, "ci");
    store().create(key);

    assertThat(store().revoke("other", NOW)).isFalse();

    assertThat(store().all()).containsExactly(key);
  }

  @Test
  protected void keys_are_listed_oldest_first() {
    ApiKey third = key(1, "c", NOW.plusSeconds(3));
    ApiKey first = key(2, "a", NOW.plusSeconds(1));
    ApiKey second = key(3, "b", NOW.plusSeconds(2));
    List.of(third, first, second).forEach(store()::create);

    assertThat(store().all()).containsExactly(first, second, third);
  }

  @Test
  protected void of_many_that_take_a_name_at_once_one_gets_it() {
    for (int round = 0; round < 10; round++) {
      String name = "ci-" + round;
      int base = 100 * (round + 1);

      List<Boolean> created = ConcurrentCalls.run(6, i -> store().create(key(base + i, name)));

      assertThat(created).containsOnlyOnce(true);
      ApiKey winner = key(base + created.indexOf(true), name);
      assertThat(store().byHash(winner.hash())).contains(winner);
    }
    assertThat(store().all()).hasSize(10);
  }

  @Test
  protected void a_webhook_secret_is_made_once_for_each_owner() {
    AtomicInteger made = new AtomicInteger();
    TenantId one = new TenantId("one");

    Secret first = store().webhookSecret(one, () -> Secret.of("whsec_" + made.incrementAndGet()));
    Secret again = store().webhookSecret(one, () -> Secret.of("whsec_" + made.incrementAndGet()));
    Secret other = store().webhookSecret(new TenantId("two"), () -> Secret.of("whsec_two"));

    assertThat(first).isEqualTo(Secret.of("whsec_1"));
    assertThat(again).isEqualTo(first);
    assertThat(made).hasValue(1);
    assertThat(other).isEqualTo(Secret.of("whsec_two"));
  }

  @Test
  protected void of_many_at_once_all_get_the_same_webhook_secret() {
    for (int round = 0; round < 10; round++) {
      TenantId tenant = new TenantId("owner-" + round);

      List<Secret> got =
          ConcurrentCalls.run(6, i -> store().webhookSecret(tenant, () -> Secret.of("whsec_" + i)));

      assertThat(new HashSet<>(got)).hasSize(1);
      assertThat(store().webhookSecret(tenant, () -> Secret.of("late"))).isEqualTo(got.get(0));
    }
  }

  @Test
  protected void a_secret_that_cannot_be_made_leaves_none_behind() {
    TenantId tenant = new TenantId("one");

    assertThatThrownBy(
            () ->
                store()
                    .webhookSecret(
                        tenant,
                        () -> {
                          throw new IllegalStateException("no randomness");
                        }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(store().webhookSecret(tenant, () -> Secret.of("whsec_2")))
        .isEqualTo(Secret.of("whsec_2"));
  }

  @Test
  protected void a_rotated_webhook_secret_counts_from_then_on_and_for_its_owner_only() {
    TenantId one = new TenantId("one");
    TenantId two = new TenantId("two");
    store().webhookSecret(one, () -> Secret.of("whsec_1"));
    store().webhookSecret(two, () -> Secret.of("whsec_two"));

    store().rotateWebhookSecret(one, Secret.of("whsec_2"));
    assertThat(store().webhookSecret(one, () -> Secret.of("new"))).isEqualTo(Secret.of("whsec_2"));
    store().rotateWebhookSecret(one, Secret.of("whsec_3"));

    assertThat(store().webhookSecret(one, () -> Secret.of("new"))).isEqualTo(Secret.of("whsec_3"));
    assertThat(store().webhookSecret(two, () -> Secret.of("new")))
        .isEqualTo(Secret.of("whsec_two"));
  }

  @Test
  protected void a_webhook_secret_can_be_rotated_before_its_first_use() {
    TenantId tenant = new TenantId("one");

    store().rotateWebhookSecret(tenant, Secret.of("whsec_1"));

    assertThat(store().webhookSecret(tenant, () -> Secret.of("new")))
        .isEqualTo(Secret.of("whsec_1"));
  }

  @Test
  protected void of_many_rotations_at_once_one_counts_for_everybody() {
    for (int round = 0; round < 10; round++) {
      TenantId tenant = new TenantId("owner-" + round);

      ConcurrentCalls.run(
          6,
          i -> {
            store().rotateWebhookSecret(tenant, Secret.of("whsec_" + i));
            return i;
          });

      Secret counts = store().webhookSecret(tenant, () -> Secret.of("new"));
      assertThat(counts.reveal()).matches("whsec_[0-5]");
      assertThat(store().webhookSecret(tenant, () -> Secret.of("new"))).isEqualTo(counts);
    }
  }

  @Test
  protected void an_owner_may_everything_until_something_else_is_said() {
    TenantId one = new TenantId("one");
    assertThat(store().quota(one)).isEqualTo(TenantQuota.UNLIMITED);

    store().setQuota(one, FEW);
    assertThat(store().quota(one)).isEqualTo(FEW);
    assertThat(store().quota(new TenantId("two"))).isEqualTo(TenantQuota.UNLIMITED);
    TenantQuota other = FEW.withStorage(Optional.empty()).withFile(Optional.of(7L));
    store().setQuota(one, other);
    assertThat(store().quota(one)).isEqualTo(other);

    store().setQuota(one, TenantQuota.UNLIMITED);
    assertThat(store().quota(one)).isEqualTo(TenantQuota.UNLIMITED);
  }

  @Test
  protected void of_many_who_set_an_allowance_at_once_one_has_the_last_word() {
    for (int round = 0; round < 10; round++) {
      TenantId tenant = new TenantId("owner-" + round);

      ConcurrentCalls.run(
          6,
          i -> {
            store().setQuota(tenant, FEW.withShorterSide(Optional.of(100 + i)));
            return i;
          });

      assertThat(store().quota(tenant).shorterSide().orElseThrow()).isBetween(100, 105);
    }
  }

  @Test
  protected void keys_and_secrets_survive_a_reopening() {
    ApiKey gone = key(1, "gone");
    ApiKey stored = key(2, "kept");
    store().create(gone);
    store().create(stored);
    store().revoke("gone", NOW);
    Secret secret = store().webhookSecret(stored.tenant(), () -> Secret.of("whsec_1"));
    Secret rotated = Secret.of("whsec_2");
    store().webhookSecret(gone.tenant(), () -> Secret.of("whsec_1"));
    store().rotateWebhookSecret(gone.tenant(), rotated);
    store().setQuota(stored.tenant(), FEW.withShorterSide(Optional.empty()));
    store().setQuota(stored.tenant(), FEW);

    assumeTrue(reopened().isPresent(), "this store ends with its process");

    assertThat(store().all()).containsExactly(revoked(gone, NOW), stored);
    assertThat(store().webhookSecret(stored.tenant(), () -> Secret.of("new"))).isEqualTo(secret);
    assertThat(store().webhookSecret(gone.tenant(), () -> Secret.of("new"))).isEqualTo(rotated);
    assertThat(store().quota(stored.tenant())).isEqualTo(FEW);
  }
}
