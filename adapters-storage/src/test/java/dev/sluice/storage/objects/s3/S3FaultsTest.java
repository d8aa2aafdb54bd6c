package dev.sluice.storage.objects.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Secret;
import dev.sluice.core.port.ArtifactSink;
import dev.sluice.core.port.ArtifactStore.IfExists;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.storage.objects.s3.StoreFaults.At;
import dev.sluice.testkit.StoppableMonitor;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an upload when the storage, or the way to it, is in trouble. */
class S3FaultsTest {
  private static final ObjectPath TALK = ObjectPath.of("videos/talk.mp4");
  private static final int SMALL = 1_000;
  private static final int LARGE = 5 * PartSizes.SMALLEST;

  @TempDir static Path folder;
  private static S3ProxyFixture s3;

  private final List<S3ArtifactStore> stores = new ArrayList<>();
  private S3ArtifactStore store;

  @BeforeAll
  static void start() {
    s3 = S3ProxyFixture.start(folder);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @BeforeEach
  void open() {
    s3.faults().clear();
    s3.makeBucket();
    store = store(s3.settings());
  }

  @AfterEach
  void nothing_is_left() {
    s3.faults().clear();
    s3.makeBucket();
    try {
      assertThat(s3.unfinishedUploads()).isEmpty();
      assertThat(s3.keys()).isEmpty();
    } finally {
      // What one test leaves is not to be held against the next.
      store.sweepUnfinished(Instant.now().plusSeconds(60));
      store.delete(TALK);
      stores.forEach(S3ArtifactStore::close);
    }
  }

  private S3ArtifactStore store(S3Settings settings) {
    S3ArtifactStore opened = S3ArtifactStore.in(settings, UUID::randomUUID);
    stores.add(opened);
    return opened;
  }

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
      // In a bucket that is not there, nothing is there either: s3proxy says it is deleted.
      assertFails(() -> wrong.delete(TALK), code, words);
    }
    assertFails(wrong::check, code, words);
    assertFails(() -> wrong.sweepUnfinished(Instant.EPOCH), code, words);
  }

  @ParameterizedTest
  @CsvSource({
    "507, InsufficientStorage, STORE_FULL, no room left",
    "409, QuotaExceeded, STORE_FULL, no room left",
    "403, AccessDenied, STORE_REFUSED, may write to the bucket",
    "503, SlowDown, STORE_UNAVAILABLE, cannot serve us now",
    "500, InternalError, STORE_UNAVAILABLE, cannot serve us now",
    "429, TooManyRequests, STORE_UNAVAILABLE, cannot serve us now",
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
              // As storages do that stumble over it.
              throw new IllegalStateException("no such folder");
            });

    try (ArtifactSink sink = create(store, IfExists.REPLACE)) {
      sink.begin(0);
      write(sink, PartSizes.SMALLEST + 1);
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

    // It begins the upload all the same, and nobody knows its number: only sweeping helps.
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
    S3ArtifactStore hasty = store(s3.settings().withPatience(Duration.ofMillis(300)));
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
    try (BreakableLine closed = BreakableLine.to(s3.endpoint())) {
      URI free = closed.endpoint();
      return store(
          S3Settings.of(free, "us-east-1", S3ProxyFixture.BUCKET, "AKID", Secret.of("a-secret")));
    }
  }

  @Test
  void a_connection_that_breaks_in_the_middle_is_said() {
    try (BreakableLine line = BreakableLine.to(s3.endpoint())) {
      line.cutAfter(PartSizes.SMALLEST + 100_000L);

      assertFails(() -> put(storeAt(line), LARGE), FailureCode.STORE_UNAVAILABLE, "");
    }

    // Nobody could be told that the upload is given up: it is there until somebody sweeps.
    assertThat(store.sweepUnfinished(Instant.now().plusSeconds(60))).isEqualTo(1);
  }

  private S3ArtifactStore storeAt(BreakableLine line) {
    return store(
        S3Settings.of(
            line.endpoint(),
            S3ProxyFixture.REGION,
            S3ProxyFixture.BUCKET,
            S3ProxyFixture.ACCESS_KEY,
            Secret.of(S3ProxyFixture.SECRET_KEY)));
  }

  @Test
  void a_writer_that_waits_for_the_storage_is_bounded_in_memory_and_ends_at_once_when_cancelled()
      throws Exception {
    CountDownLatch until = new CountDownLatch(1);
    s3.faults().blockAt(At.PART, until);
    StoppableMonitor monitor = new StoppableMonitor();
    ArtifactSink sink = store.create(TALK, new ContentType("video/mp4"), IfExists.REPLACE, monitor);
    sink.begin(200_000);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> write(sink, 40 * PartSizes.SMALLEST));
    // One part is held for the head, three are under way, one is full.
    long bounded = 5L * PartSizes.SMALLEST;
    Awaitility.await().until(() -> sink.written() == bounded);

    monitor.stop();

    assertThatThrownBy(() -> writing.get(2, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CANCELLED));
    assertThat(sink.written()).isEqualTo(bounded);
    sink.close();
    until.countDown();
    assertThat(monitor.waitingActions()).isZero();
    awaitNothingUnfinished();
  }

  @Test
  void a_commit_that_waits_for_the_storage_ends_at_once_when_cancelled() throws Exception {
    CountDownLatch until = new CountDownLatch(1);
    CountDownLatch arrived = s3.faults().blockAt(At.COMPLETE, until);
    StoppableMonitor monitor = new StoppableMonitor();
    ArtifactSink sink = store.create(TALK, new ContentType("video/mp4"), IfExists.REPLACE, monitor);
    sink.begin(0);
    write(sink, LARGE);
    CompletableFuture<Long> committing = CompletableFuture.supplyAsync(sink::commit);
    arrived.await();

    monitor.stop();

    assertThatThrownBy(() -> committing.get(2, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CANCELLED));
    sink.close();
    s3.faults().clear();
    until.countDown();
    awaitNothingUnfinished();
  }

  @Test
  void a_sink_closed_by_another_thread_while_it_waits_ends_and_leaves_nothing() throws Exception {
    CountDownLatch until = new CountDownLatch(1);
    CountDownLatch arrived = s3.faults().blockAt(At.PART, until);
    ArtifactSink sink = create(store, IfExists.REPLACE);
    sink.begin(0);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> write(sink, 40 * PartSizes.SMALLEST));
    arrived.await();

    sink.close();

    assertThatThrownBy(() -> writing.get(2, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(IllegalStateException.class);
    until.countDown();
    awaitNothingUnfinished();
  }

  @Test
  void an_upload_whose_begin_is_not_answered_yet_is_given_up_all_the_same() throws Exception {
    CountDownLatch until = new CountDownLatch(1);
    CountDownLatch arrived = s3.faults().blockAt(At.BEGIN, until);
    ArtifactSink sink = create(store, IfExists.REPLACE);
    sink.begin(0);
    write(sink, 2 * PartSizes.SMALLEST);
    arrived.await();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(sink::close);
    assertThat(closing).isNotDone();

    until.countDown();
    closing.join();

    assertThat(s3.faults().calls(At.BEGIN)).isEqualTo(1);
    assertThat(s3.unfinishedUploads()).isEmpty();
  }

  @Test
  void giving_up_is_asked_for_twice() {
    try (BreakableLine line = BreakableLine.to(s3.endpoint())) {
      line.refuse("DELETE", 1);

      giveUpHalfway(storeAt(line));

      assertThat(line.refusalsLeft()).isZero();
    }
    assertThat(s3.unfinishedUploads()).isEmpty();
  }

  @Test
  void what_could_not_be_given_up_is_tried_again_with_the_next_object() {
    try (BreakableLine line = BreakableLine.to(s3.endpoint())) {
      S3ArtifactStore refused = storeAt(line);
      line.refuse("DELETE", 2);
      giveUpHalfway(refused);
      assertThat(s3.unfinishedUploads()).containsExactly(TALK.value());

      create(refused, IfExists.REPLACE).close();

      awaitNothingUnfinished();
    }
  }

  @Test
  void a_commit_whose_answer_is_lost_has_happened() {
    s3.faults()
        .after(
            At.COMPLETE,
            () -> {
              throw new IllegalStateException("done, but not said");
            });

    assertThat(put(store, LARGE)).isEqualTo(LARGE);

    assertThat(s3.read(TALK.value())).hasSize(LARGE);
    store.delete(TALK);
  }

  @Test
  void a_commit_that_failed_is_not_mistaken_for_one_whose_answer_is_lost() {
    put(store, LARGE);
    s3.faults().answerAt(At.COMPLETE, 500, "InternalError");

    assertFails(() -> put(store, LARGE), FailureCode.STORE_UNAVAILABLE, "cannot serve us now");

    s3.faults().clear();
    assertThat(s3.keys()).containsExactly(TALK.value());
    store.delete(TALK);
  }

  @Test
  void an_object_that_appeared_while_its_job_was_cancelled_is_removed() throws Exception {
    StoppableMonitor monitor = new StoppableMonitor();
    CountDownLatch until = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    s3.faults()
        .after(
            At.COMPLETE,
            () -> {
              done.countDown();
              until.await();
            });
    ArtifactSink sink = store.create(TALK, new ContentType("video/mp4"), IfExists.REPLACE, monitor);
    sink.begin(0);
    write(sink, LARGE);
    CompletableFuture<Long> committing = CompletableFuture.supplyAsync(sink::commit);
    done.await();

    monitor.stop();

    assertThatThrownBy(committing::get).isInstanceOf(ExecutionException.class);
    assertThat(s3.keys()).containsExactly(TALK.value());
    sink.close();
    assertThat(s3.keys()).isEmpty();
    until.countDown();
  }

  @Test
  void of_two_writers_of_one_free_name_the_store_itself_refuses_the_second() {
    s3.faults()
        .at(
            At.COMPLETE,
            () -> {
              s3.faults().clear();
              put(store, SMALL);
            });

    try (ArtifactSink sink = create(store, IfExists.FAIL)) {
      sink.begin(0);
      write(sink, LARGE);
      SluiceException e = catchThrowableOfType(SluiceException.class, sink::commit);
      assertThat(e).isNotNull();
      assertThat(e.code()).isEqualTo(FailureCode.NAME_TAKEN);
    }
    assertThat(s3.read(TALK.value())).hasSize(SMALL);
    store.delete(TALK);
  }

  @Test
  void over_a_way_that_is_not_safe_the_signature_covers_the_bytes() {
    // This machine's loopback under a name that does not look like one.
    URI disguised = URI.create("http://[::ffff:127.0.0.1]:" + s3.endpoint().getPort());
    S3Settings settings =
        S3Settings.of(
            disguised,
            S3ProxyFixture.REGION,
            S3ProxyFixture.BUCKET,
            S3ProxyFixture.ACCESS_KEY,
            Secret.of(S3ProxyFixture.SECRET_KEY));
    assertThat(settings.wayIsSafe()).isFalse();

    assertThat(put(store(settings), LARGE)).isEqualTo(LARGE);
    assertThat(s3.read(TALK.value())).hasSize(LARGE);
    assertThat(put(store(settings), SMALL)).isEqualTo(SMALL);
    assertThat(s3.read(TALK.value())).hasSize(SMALL);
    store.delete(TALK);
  }

  @Test
  void a_name_that_is_taken_by_the_very_same_write_is_not_taken() {
    // As when a connection breaks after the request was done, and the client sends it again.
    s3.faults().answerAfter(At.PUT, 412, "PreconditionFailed");

    assertThat(put(store, SMALL, IfExists.FAIL)).isEqualTo(SMALL);

    assertThat(s3.keys()).containsExactly(TALK.value());
    store.delete(TALK);
  }

  @Test
  void a_store_that_does_not_know_conditions_is_asked_without() {
    s3.faults()
        .at(
            At.PUT,
            () -> {
              s3.faults().clear();
              StoreFaults.answer(501, "NotImplemented").strike();
            });

    assertThat(put(store, SMALL, IfExists.FAIL)).isEqualTo(SMALL);

    assertThat(s3.read(TALK.value())).hasSize(SMALL);
    store.delete(TALK);
  }

  @Test
  void objects_lie_below_the_prefix_and_sweeping_stays_there() {
    S3ArtifactStore below = store(s3.settings().withPrefix("team/a/"));
    put(below, SMALL);
    assertThat(s3.keys()).containsExactly("team/a/videos/talk.mp4");
    assertThat(below.exists(TALK)).isTrue();
    assertThat(store.exists(TALK)).isFalse();
    assertThat(below.link(TALK, Duration.ofHours(1)).getPath())
        .isEqualTo("/sluice-test/team/a/videos/talk.mp4");

    ArtifactSink outside = create(store, IfExists.REPLACE);
    outside.begin(0);
    write(outside, 3 * PartSizes.SMALLEST);
    Awaitility.await().until(() -> !s3.unfinishedUploads().isEmpty());

    assertThat(below.sweepUnfinished(Instant.now().plusSeconds(60))).isZero();
    assertThat(store.sweepUnfinished(Instant.now().minusSeconds(3600))).isZero();
    outside.close();
    below.delete(TALK);
  }

  @Test
  void a_link_lives_for_seven_days_at_most() {
    assertThat(store.link(TALK, Duration.ofDays(100)).getQuery()).contains("X-Amz-Expires=604800");
    assertThat(store.link(TALK, Duration.ofMillis(1)).getQuery()).contains("X-Amz-Expires=1&");
  }

  private void giveUpHalfway(S3ArtifactStore in) {
    try (ArtifactSink sink = create(in, IfExists.REPLACE)) {
      sink.begin(0);
      write(sink, 2 * PartSizes.SMALLEST + 1);
    }
  }

  private static void awaitNothingUnfinished() {
    Awaitility.await().untilAsserted(() -> assertThat(s3.unfinishedUploads()).isEmpty());
  }

  private static ArtifactSink create(S3ArtifactStore in, IfExists ifExists) {
    return in.create(TALK, new ContentType("video/mp4"), ifExists, StageMonitor.none());
  }

  private static long put(S3ArtifactStore in, int size) {
    return put(in, size, IfExists.REPLACE);
  }

  private static long put(S3ArtifactStore in, int size, IfExists ifExists) {
    try (ArtifactSink sink = create(in, ifExists)) {
      sink.begin(1_000);
      write(sink, size);
      return sink.commit();
    }
  }

  private static void write(ArtifactSink sink, int size) {
    ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
    for (int left = size; left > 0; left -= zeros.capacity()) {
      sink.write(zeros.clear().limit(Math.min(left, zeros.capacity())));
    }
  }

  private static void assertFails(ThrowingCallable call, FailureCode code, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              assertThat(e.getMessage())
                  .contains(words)
                  .endsWith(".")
                  .doesNotContain("Exception", "AKID", "a-secret", "uploadId", "http:");
            });
  }
}
