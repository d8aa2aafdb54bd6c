package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.StoreFaults.At;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Uploads to a storage that fails, or over a connection that breaks. */
class S3FaultsTest extends S3FaultsFixture {
  private S3ArtifactStore storeWith(String accessKey, String secret, String bucket) {
    return store(
        S3Settings.of(s3.endpoint(), S3ProxyFixture.REGION, bucket, accessKey, Secret.of(secret)));
  }

  @Test
  void a_wrong_secret_is_said_by_every_call() {
    S3ArtifactStore wrong =
        storeWith(S3ProxyFixture.ACCESS_KEY, "not-the-secret", S3ProxyFixture.BUCKET);

    assertRefusesEverything(wrong, FailureCode.STORE_REFUSED, "access key or its secret");
  }

  @Test
  void a_wrong_access_key_is_said_by_every_call() {
    S3ArtifactStore wrong =
        storeWith("AKIDNOBODY", S3ProxyFixture.SECRET_KEY, S3ProxyFixture.BUCKET);

    assertRefusesEverything(wrong, FailureCode.STORE_REFUSED, "access key or its secret");
  }

  @Test
  void a_missing_bucket_is_said_by_every_call() {
    S3ArtifactStore wrong =
        storeWith(S3ProxyFixture.ACCESS_KEY, S3ProxyFixture.SECRET_KEY, "nowhere");

    assertRefusesEverything(wrong, FailureCode.STORE_MISSING, "There is no bucket 'nowhere'");
  }

  private void assertRefusesEverything(S3ArtifactStore wrong, FailureCode code, String words) {
    assertFails(() -> put(wrong, SMALL), code, words);
    assertFails(() -> put(wrong, LARGE), code, words);
    assertFails(() -> put(wrong, SMALL, IfExists.FAIL), code, words);
    assertFails(() -> wrong.exists(TALK), code, words);
    if (code != FailureCode.STORE_MISSING) {
      // A missing bucket has no objects: s3proxy reports the object as deleted.
      assertFails(() -> wrong.delete(TALK), code, words);
    }
    assertFails(wrong::check, code, words);
  }

  @ParameterizedTest
  @CsvSource({
    "507, InsufficientStorage, STORE_FULL, no space left",
    "409, QuotaExceeded, STORE_FULL, no space left",
    "403, AccessDenied, STORE_REFUSED, may write to the bucket",
    "503, SlowDown, STORE_UNAVAILABLE, is busy",
    "500, InternalError, STORE_UNAVAILABLE, is busy",
    "429, TooManyRequests, STORE_UNAVAILABLE, is busy",
  })
  void what_the_storage_answers_becomes_a_sentence(
      int status, String answer, FailureCode code, String words) {
    for (At place : List.of(At.BEGIN, At.PART)) {
      s3.faults().clear();
      s3.faults().answerAt(place, status, answer);
      assertFails(() -> put(store, LARGE), code, words);
    }
    s3.faults().clear();
    s3.faults().answerAt(At.PUT, status, answer);
    assertFails(() -> put(store, SMALL), code, words);
    assertThat(s3.faults().calls(At.PUT)).as("nobody retries here").isEqualTo(1);
  }

  @Test
  void a_bucket_that_goes_in_the_middle_is_said() throws InterruptedException {
    CountDownLatch gone = new CountDownLatch(1);
    s3.faults()
        .at(
            At.PART,
            () -> {
              s3.removeBucket();
              gone.countDown();
              // As storages answer that fail at it.
              throw new IllegalStateException("no such folder");
            });

    try (ArtifactSink sink = create(store, IfExists.REPLACE)) {
      sink.begin(0);
      write(sink, PartSizes.USUAL.unknown() + 1);
      gone.await();
      assertFails(sink::commit, FailureCode.STORE_MISSING, "There is no bucket 'sluice-test'");
    }
  }

  @Test
  void an_upload_that_the_storage_forgot_is_said() {
    s3.faults()
        .at(
            At.COMPLETE,
            () -> {
              s3.faults().clear();
              store(s3.settings()).sweepUnfinished(Instant.now().plusSeconds(60));
            });

    assertFails(() -> put(store, LARGE), FailureCode.STORE_UNAVAILABLE, "");
  }

  @Test
  void a_storage_that_is_silent_in_the_middle_is_said() {
    assertSilenceIsSaid(At.PART, LARGE);

    awaitNothingUnfinished();
  }

  @Test
  void a_storage_that_is_silent_about_an_upload_s_begin_is_said() {
    assertSilenceIsSaid(At.BEGIN, LARGE);

    // The storage begins the upload all the same, and its id is unknown: only a sweep helps.
    Awaitility.await().until(() -> !s3.unfinishedUploads().isEmpty());
    assertThat(store.sweepUnfinished(Instant.now().plusSeconds(60))).isPositive();
  }

  @Test
  void a_storage_that_is_silent_about_a_whole_object_is_said_and_what_appears_late_is_removed() {
    S3ArtifactStore hasty = assertSilenceIsSaid(At.PUT, SMALL);

    Awaitility.await().until(() -> !s3.keys().isEmpty());
    hasty.check();
    Awaitility.await().until(() -> s3.keys().isEmpty());
  }

  private S3ArtifactStore assertSilenceIsSaid(At place, int size) {
    S3ArtifactStore hasty =
        store(s3.settings().toBuilder().patience(Duration.ofMillis(300)).build());
    CountDownLatch until = new CountDownLatch(1);
    s3.faults().blockAt(place, until);
    try {
      assertFails(
          () -> put(hasty, size), FailureCode.STORE_UNAVAILABLE, "was silent for more than");
      return hasty;
    } finally {
      s3.faults().clear();
      until.countDown();
    }
  }

  @Test
  void nobody_at_the_address_is_said() {
    S3ArtifactStore nobody = nobodyThere();

    assertFails(() -> put(nobody, SMALL), FailureCode.STORE_UNAVAILABLE, "Nothing answers");
    assertFails(() -> put(nobody, LARGE), FailureCode.STORE_UNAVAILABLE, "Nothing answers");
    assertFails(nobody::check, FailureCode.STORE_UNAVAILABLE, "Nothing answers");
  }

  private S3ArtifactStore nobodyThere() {
    try (BreakableProxy closed = BreakableProxy.to(s3.endpoint())) {
      URI free = closed.endpoint();
      return store(
          S3Settings.of(free, "us-east-1", S3ProxyFixture.BUCKET, "AKID", Secret.of("a-secret")));
    }
  }

  @Test
  void a_connection_that_breaks_in_the_middle_is_said() {
    try (BreakableProxy line = BreakableProxy.to(s3.endpoint())) {
      line.cutAfter(PartSizes.USUAL.unknown() + 100_000L);

      assertFails(() -> put(storeAt(line), LARGE), FailureCode.STORE_UNAVAILABLE, "");
    }

    // The abort did not reach the storage: the upload is there until a sweep.
    assertThat(store.sweepUnfinished(Instant.now().plusSeconds(60))).isEqualTo(1);
  }
}
