package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.TenantId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that overwrite a file while somebody deletes it, or another job overwrites it as well. */
class OverwriteRacesTest {
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);
  private static final JobRequest OVERWRITING = REQUEST.withOverwrite(true);
  private static final String OPENING = "videos/opening.mp4";

  /** Long enough for a job that does not wait; no test fails because it was too short. */
  private static final Duration MOMENT = Duration.ofMillis(300);

  private final EngineRig rig = new EngineRig();
  private final AtomicReference<Runnable> beforeDelete = new AtomicReference<>(() -> {});
  private final AtomicReference<Runnable> afterCommit = new AtomicReference<>(() -> {});

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  private Sluice start() {
    ArtifactStore deleting =
        (ArtifactStore)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ArtifactStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("delete")) {
                    beforeDelete.getAndSet(() -> {}).run();
                  }
                  try {
                    return method.invoke(rig.store, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return rig.start(
        rig.builder()
            .store(
                new CommitListeningStore(deleting, () -> afterCommit.getAndSet(() -> {}).run())));
  }

  private Optional<ObjectPath> delete(Job job) {
    return rig.running().tenant(TenantId.LOCAL).deleteFile(job.id());
  }

  private Job submittedAndAwaited(JobRequest request) {
    Sluice sluice = rig.running();
    JobId id = sluice.submit(request).id();
    try {
      return sluice.await(id, MOMENT).or(() -> sluice.find(id)).orElseThrow();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_job_overwrites_a_file_that_is_being_deleted_after_the_deletion() throws Exception {
    start();
    Job first = rig.finished(REQUEST);
    CompletableFuture<Job> second = new CompletableFuture<>();
    beforeDelete.set(() -> second.complete(submittedAndAwaited(OVERWRITING)));

    assertThat(delete(first)).isPresent();

    Job overwritten = rig.finished(second.join().id());
    assertThat(overwritten.artifact().orElseThrow().path()).isEqualTo(ObjectPath.of(OPENING));
    assertThat(rig.names()).containsExactly(OPENING);
  }

  @Test
  void a_file_is_not_deleted_between_the_commit_and_the_end_of_a_job_that_overwrites()
      throws Exception {
    start();
    Job first = rig.finished(REQUEST);
    AtomicReference<Throwable> rejected = new AtomicReference<>(new AssertionError("deleted"));
    afterCommit.set(
        () -> {
          try {
            delete(first);
          } catch (SluiceException e) {
            rejected.set(e);
          }
        });

    Job second = rig.finished(OVERWRITING);

    assertThat(rig.names()).containsExactly(OPENING);
    assertThat(rejected.get())
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE))
        .hasMessageContaining("overwritten")
        .hasMessageContaining(second.id().toString());
    assertThat(delete(first)).as("afterwards").isPresent();
    assertThat(rig.names()).as("it belongs to the other job now").containsExactly(OPENING);
  }

  @Test
  void a_file_is_not_deleted_while_another_job_overwrites_its_sidecar() throws Exception {
    start();
    Job first = rig.finished(REQUEST.withThumbnail(true));
    AtomicReference<Throwable> rejected = new AtomicReference<>(new AssertionError("deleted"));
    afterCommit.set(
        () -> {
          try {
            delete(first);
          } catch (SluiceException e) {
            rejected.set(e);
          }
        });

    Job second = rig.finished(OVERWRITING.withThumbnail(true).withContainer(Container.MKV));

    assertThat(rig.names()).hasSize(3).contains("videos/opening.jpg");
    assertThat(rejected.get()).hasMessageContaining(second.id().toString());
    assertThat(delete(first)).as("afterwards").isPresent();
    assertThat(rig.names()).containsExactlyInAnyOrder("videos/opening.jpg", "videos/opening.mkv");
  }

  @Test
  void jobs_that_overwrite_one_file_end_in_the_order_of_their_commits() throws Exception {
    start();
    CompletableFuture<Job> second = new CompletableFuture<>();
    afterCommit.set(() -> second.complete(submittedAndAwaited(OVERWRITING)));

    Job first = rig.finished(OVERWRITING);

    assertThat(rig.finished(second.join().id()).finishedAt().orElseThrow())
        .isAfter(first.finishedAt().orElseThrow());
    assertThat(rig.database.names().lastStoredAt(ObjectPath.of(OPENING)))
        .contains(second.join().id());
    assertThat(rig.database.names().reserved(second.join().id())).isEmpty();
  }

  @Test
  void a_name_reserved_by_a_job_that_is_gone_is_taken_over() throws Exception {
    Sluice sluice = start();
    rig.fetcher.openGate().close();
    Job waiting = sluice.submit(OVERWRITING);
    JobId gone = new JobId(new UUID(1, 1));
    assertThat(rig.database.names().reserve(ObjectPath.of(OPENING), gone)).isTrue();
    rig.fetcher.openGate().open();

    assertThat(rig.finished(waiting.id()).artifact().orElseThrow().path())
        .isEqualTo(ObjectPath.of(OPENING));
    assertThat(rig.database.names().reserved(gone)).isEmpty();
  }
}
