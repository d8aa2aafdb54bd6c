package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.credentials.CredentialsException;
import dev.sluice.storage.s3.credentials.S3Credentials;
import dev.sluice.storage.s3.credentials.S3Credentials.Keys;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which keys requests are signed with, and when they are replaced. */
class CredentialsCacheTest {
  /** Too short to be used at all. */
  private static final Duration ENDED = Duration.ofSeconds(1);

  /** Long enough to be used, and short enough to be replaced. */
  private static final Duration ENDING = Duration.ofMinutes(2);

  private static final Duration LONG = Duration.ofHours(6);

  private final Queue<Runnable> background = new ArrayDeque<>();
  private int asked;
  private Optional<Duration> validity = Optional.of(LONG);
  private boolean fails;

  private final CredentialsCache cache = new CredentialsCache(this::fetch, background::add);

  private Keys fetch() throws CredentialsException {
    asked++;
    if (fails) {
      throw new CredentialsException("There are no credentials: nothing answers.");
    }
    return new Keys(
        Secret.of("AKID" + asked), Secret.of("x"), Optional.empty(), validity, "instance");
  }

  private void runBackground() {
    for (Runnable task = background.poll(); task != null; task = background.poll()) {
      task.run();
    }
  }

  private static void ask(CredentialsCache cache) {
    assertThat(cache.ready()).isNotDone();
  }

  private String signedBy() {
    return cache.fetch().accessKey();
  }

  @Test
  void keys_are_asked_for_once_and_not_in_the_callers_thread() {
    CompletableFuture<Void> first = cache.ready();
    CompletableFuture<Void> second = cache.ready();
    assertThat(first).isNotDone();
    assertThat(asked).isZero();

    runBackground();

    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(cache.ready()).isCompleted();
    assertThat(signedBy()).isEqualTo("AKID1");
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void keys_that_do_not_end_are_kept() {
    validity = Optional.empty();
    ask(cache);
    runBackground();

    assertThat(cache.ready()).isCompleted();
    assertThat(background).isEmpty();
  }

  @Test
  void keys_are_replaced_before_they_end_while_requests_go_on() {
    validity = Optional.of(ENDING);
    CredentialsCache unpausing = cacheWithoutPause();
    ask(unpausing);
    runBackground();

    assertThat(unpausing.ready()).isCompleted();
    assertThat(unpausing.fetch().accessKey()).isEqualTo("AKID1");
    validity = Optional.of(LONG);
    runBackground();

    assertThat(unpausing.fetch().accessKey()).isEqualTo("AKID2");
    assertThat(unpausing.ready()).isCompleted();
    assertThat(background).isEmpty();
  }

  @Test
  void a_replacement_that_fails_leaves_keys_that_are_still_valid() {
    validity = Optional.of(ENDING);
    CredentialsCache unpausing = cacheWithoutPause();
    ask(unpausing);
    runBackground();
    fails = true;

    assertThat(unpausing.ready()).isCompleted();
    runBackground();

    assertThat(unpausing.ready()).isCompleted();
    assertThat(unpausing.fetch().accessKey()).isEqualTo("AKID1");
  }

  @Test
  void a_service_that_repeats_keys_is_not_asked_at_each_request() {
    validity = Optional.of(ENDING);
    ask(cache);
    runBackground();

    for (int i = 0; i < 100; i++) {
      assertThat(cache.ready()).isCompleted();
      runBackground();
    }

    assertThat(asked).isEqualTo(1);
  }

  @Test
  void the_first_failure_is_final_and_one_after_keys_have_ended_is_momentary() {
    fails = true;
    CompletableFuture<Void> first = cache.ready();
    runBackground();
    assertThatThrownBy(first::join).cause().isInstanceOf(CredentialsException.class);
    assertThat(momentary(first)).isFalse();

    fails = false;
    validity = Optional.of(ENDED);
    ask(cache);
    runBackground();
    fails = true;
    CompletableFuture<Void> later = cache.ready();
    runBackground();
    assertThatThrownBy(later::join).hasMessageContaining("nothing answers");
    assertThat(momentary(later)).isTrue();

    fails = false;
    validity = Optional.of(LONG);
    CompletableFuture<Void> last = cache.ready();
    runBackground();
    assertThat(last).isCompleted();
  }

  private static boolean momentary(CompletableFuture<Void> failed) {
    return failed.handle((nothing, e) -> S3Failures.isMomentary(e)).join();
  }

  @Test
  void keys_that_the_store_rejects_are_replaced_unless_they_are_fixed() {
    ask(cache);
    runBackground();
    Keys first = cache.current().orElseThrow();

    assertThat(cache.discard(first)).isTrue();
    CompletableFuture<Void> next = cache.ready();
    assertThat(next).isNotDone();
    runBackground();
    // A second request that had the same keys.
    assertThat(cache.discard(first)).isTrue();
    assertThat(cache.ready()).isCompleted();
    assertThat(signedBy()).isEqualTo("AKID2");

    Keys fixed = S3Credentials.keys("AKID", Secret.of("x"), Secret.of("token"));
    CredentialsCache own = new CredentialsCache(fixed, background::add);
    assertThat(own.ready()).isCompleted();
    assertThat(own.discard(fixed)).isFalse();
    assertThat(own.fetch().sessionToken()).isEqualTo("token");
  }

  private CredentialsCache cacheWithoutPause() {
    return new CredentialsCache(this::fetch, background::add, Duration.ZERO);
  }
}
