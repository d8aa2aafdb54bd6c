package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.request.ContentType;
import dev.sluice.storage.s3.StoreFaults.At;
import dev.sluice.testkit.fake.StoppableMonitor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Uploads whose job ends while a request is in transit. */
class S3CancelTest extends S3FaultsFixture {
  @Test
  void a_writer_that_waits_for_the_storage_is_bounded_in_memory_and_ends_at_once_when_cancelled()
      throws Exception {
    CountDownLatch until = new CountDownLatch(1);
    s3.faults().blockAt(At.PART, until);
    StoppableMonitor monitor = new StoppableMonitor();
    ArtifactSink sink = store.create(TALK, new ContentType("video/mp4"), IfExists.REPLACE, monitor);
    sink.begin(200_000);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> write(sink, 40 * PartSizes.USUAL.unknown()));
    // One part is held back for the head, one is in transit, one is full.
    long bounded = 3L * PartSizes.USUAL.unknown();
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
        CompletableFuture.runAsync(() -> write(sink, 40 * PartSizes.USUAL.unknown()));
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
    write(sink, 2 * PartSizes.USUAL.unknown());
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
    try (BreakableProxy line = BreakableProxy.to(s3.endpoint())) {
      line.refuse("DELETE", 1);

      giveUpHalfway(storeAt(line));

      assertThat(line.refusalsLeft()).isZero();
    }
    assertThat(s3.unfinishedUploads()).isEmpty();
  }

  @Test
  void what_could_not_be_given_up_is_tried_again_with_the_next_object() {
    try (BreakableProxy line = BreakableProxy.to(s3.endpoint())) {
      S3ArtifactStore refused = storeAt(line);
      line.refuse("DELETE", 2);
      giveUpHalfway(refused);
      assertThat(s3.unfinishedUploads()).containsExactly(TALK.value());

      create(refused, IfExists.REPLACE).close();

      awaitNothingUnfinished();
    }
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

  private void giveUpHalfway(S3ArtifactStore in) {
    try (ArtifactSink sink = create(in, IfExists.REPLACE)) {
      sink.begin(0);
      write(sink, 2 * PartSizes.USUAL.unknown() + 1);
    }
  }
}
