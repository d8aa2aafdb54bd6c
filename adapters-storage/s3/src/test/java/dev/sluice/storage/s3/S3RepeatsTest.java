package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.request.ContentType;
import dev.sluice.storage.s3.StoreFaults.At;
import dev.sluice.testkit.fake.StoppableMonitor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests of an upload that fail for a moment. */
class S3RepeatsTest extends S3FaultsFixture {
  @BeforeEach
  void patient() {
    store = repeating(Duration.ofSeconds(30));
  }

  private S3ArtifactStore repeating(Duration budget) {
    return store(s3.settings(), new Repeats(budget, Duration.ofMillis(1), Duration.ofMillis(5)));
  }

  private static StoreFaults.Fault everySecond(StoreFaults.Fault fault) {
    AtomicInteger calls = new AtomicInteger();
    return () -> {
      if (calls.incrementAndGet() % 2 == 1) {
        fault.strike();
      }
    };
  }

  private static StoreFaults.Fault first(int times, StoreFaults.Fault fault) {
    AtomicInteger calls = new AtomicInteger();
    return () -> {
      if (calls.incrementAndGet() <= times) {
        fault.strike();
      }
    };
  }

  private void assertStored(int size) {
    assertThat(put(store, size)).isEqualTo(size);
    assertThat(s3.read(TALK.value())).hasSize(size);
    store.delete(TALK);
  }

  @ParameterizedTest
  @EnumSource(At.class)
  void every_second_request_may_fail(At place) {
    s3.faults().at(place, everySecond(StoreFaults.answer(503, "SlowDown")));

    assertStored(place == At.PUT ? SMALL : LARGE);
  }

  @ParameterizedTest
  @CsvSource({"500, InternalError", "502, ''", "429, TooManyRequests", "400, RequestTimeout"})
  void a_part_is_repeated_after_such_an_answer(int status, String code) {
    s3.faults().at(At.PART, first(2, StoreFaults.answer(status, code)));

    assertStored(LARGE);
    assertThat(s3.faults().calls(At.PART)).isEqualTo(LARGE / PartSizes.USUAL.unknown() + 2);
  }

  @ParameterizedTest
  @CsvSource({"507, InsufficientStorage", "403, AccessDenied", "409, QuotaExceeded"})
  void a_part_is_not_repeated_after_such_an_answer(int status, String code) {
    s3.faults().answerAt(At.PART, status, code);

    assertThatThrownBy(() -> put(store, LARGE)).isInstanceOf(SluiceException.class);
    assertThat(s3.faults().calls(At.PART)).isLessThanOrEqualTo(LARGE / PartSizes.USUAL.unknown());
  }

  @Test
  void a_connection_may_break_in_the_middle_of_a_part() {
    try (BreakableProxy line = BreakableProxy.to(s3.endpoint())) {
      line.cutEvery(PartSizes.USUAL.unknown() - 100_000L, 3);
      S3ArtifactStore over =
          storeAt(
              line,
              new Repeats(Duration.ofSeconds(30), Duration.ofMillis(1), Duration.ofMillis(5)));

      assertThat(put(over, LARGE)).isEqualTo(LARGE);
      assertThat(s3.read(TALK.value())).hasSize(LARGE);
      store.delete(TALK);
      assertThat(line.cutsLeft()).isZero();
    }
  }

  @Test
  void an_outage_longer_than_the_budget_fails_the_upload() {
    store = repeating(Duration.ofMillis(20));
    s3.faults().answerAt(At.PART, 503, "SlowDown");

    assertFails(() -> put(store, LARGE), FailureCode.STORE_UNAVAILABLE, "is busy");
    assertThat(s3.faults().calls(At.PART)).isGreaterThan(1);
  }

  @Test
  void a_commit_whose_response_is_lost_is_not_sent_again() {
    s3.faults().answerAfter(At.COMPLETE, 500, "InternalError");

    assertStored(LARGE);
    assertThat(s3.faults().calls(At.COMPLETE)).isEqualTo(1);
  }

  @Test
  void a_free_name_is_stored_once_although_the_first_put_was_answered_with_a_failure() {
    s3.faults().at(At.PUT, first(1, StoreFaults.answer(503, "SlowDown")));

    assertThat(put(store, SMALL, IfExists.FAIL)).isEqualTo(SMALL);

    store.delete(TALK);
  }

  @Test
  void a_pause_ends_at_once_when_the_job_is_cancelled() throws Exception {
    store =
        store(
            s3.settings(),
            new Repeats(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1)));
    CountDownLatch failed = new CountDownLatch(1);
    s3.faults()
        .at(
            At.PART,
            () -> {
              failed.countDown();
              StoreFaults.answer(503, "SlowDown").strike();
            });
    StoppableMonitor monitor = new StoppableMonitor();
    ArtifactSink sink = store.create(TALK, new ContentType("video/mp4"), IfExists.REPLACE, monitor);
    sink.begin(0);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> write(sink, 40 * PartSizes.USUAL.unknown()));
    failed.await();

    monitor.stop();

    assertThatThrownBy(() -> writing.get(2, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CANCELLED));
    sink.close();
    assertThat(s3.faults().calls(At.PART)).isLessThanOrEqualTo(3);
  }

  @Test
  void a_retry_after_beyond_the_budget_ends_the_upload_and_is_passed_on() {
    try (ScriptedS3 busy = new ScriptedS3(asked -> ScriptedS3.busy(90));
        S3ArtifactStore at =
            new S3ArtifactStore(
                busy.settings(),
                java.util.UUID::randomUUID,
                java.util.Optional.empty(),
                Repeats.USUAL.within(Duration.ofSeconds(30)))) {
      SluiceException e = catchThrowableOfType(SluiceException.class, () -> put(at, LARGE));

      assertThat(e.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
      assertThat(e.retryAfter())
          .hasValueSatisfying(
              asked -> assertThat(asked).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(90)));
      assertThat(busy.asked().stream().filter(asked -> asked.is("POST", "uploads"))).hasSize(1);
    }
  }
}
