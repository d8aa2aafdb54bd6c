package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.Tenant;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.PatchedDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArtifactDeletionTest {
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);
  private static final JobRequest PICTURED = REQUEST.withThumbnail(true);
  private static final String OPENING = "videos/opening.mp4";

  private final EngineRig rig = new EngineRig();
  private volatile boolean dying;

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  /** The store in memory; while the process is dying, it writes no job down any more. */
  private JobStore store() {
    return (JobStore)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {JobStore.class},
            (proxy, method, arguments) -> {
              if (dying && method.getName().equals("move")) {
                throw new SluiceException(FailureCode.STORE_UNAVAILABLE, "dying");
              }
              try {
                return method.invoke(rig.database.jobs(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static Tenant tenant(Sluice sluice) {
    return sluice.tenant(TenantId.LOCAL);
  }

  @Test
  void a_deleted_file_is_gone_from_the_storage_and_from_its_job() throws Exception {
    Sluice sluice = rig.start();
    Job job = rig.finished(REQUEST);
    assertThat(rig.names()).containsExactly(OPENING);

    assertThat(tenant(sluice).deleteFile(job.id())).contains(ObjectPath.of(OPENING));

    assertThat(rig.names()).isEmpty();
    Job after = sluice.find(job.id()).orElseThrow();
    assertThat(after.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(after.artifact()).isEmpty();
    assertThat(tenant(sluice).deleteFile(job.id())).isEmpty();
    assertThat(rig.database.names().reserved(job.id())).isEmpty();
  }

  @Test
  void what_has_no_file_or_belongs_to_somebody_else_has_none_to_delete() throws Exception {
    Sluice sluice = rig.start();
    Job job = rig.finished(REQUEST);
    rig.fetcher.readGate().close();
    Job running = sluice.submit(REQUEST);

    assertThat(tenant(sluice).deleteFile(running.id())).isEmpty();
    assertThat(sluice.tenant(new TenantId("another")).deleteFile(job.id())).isEmpty();
    assertThat(tenant(sluice).deleteFile(new JobId(new UUID(1, 1)))).isEmpty();
    assertThat(rig.names()).containsExactly(OPENING);
  }

  @Test
  void a_name_whose_file_was_deleted_is_free_again() throws Exception {
    Sluice sluice = rig.start();
    tenant(sluice).deleteFile(rig.finished(REQUEST).id());

    rig.finished(REQUEST);

    assertThat(rig.names()).containsExactly(OPENING);
  }

  @Test
  void a_crash_between_the_file_and_the_job_is_mended_by_a_repetition_that_takes_nothing_else()
      throws Exception {
    Sluice sluice =
        rig.start(rig.builder().database(PatchedDatabase.of(rig.database).jobs(store())));
    Job job = rig.finished(REQUEST);
    dying = true;
    assertThatThrownBy(() -> tenant(sluice).deleteFile(job.id()))
        .isInstanceOf(SluiceException.class);
    dying = false;
    assertThat(rig.names()).isEmpty();
    Job next = rig.finished(REQUEST);
    String name = next.artifact().orElseThrow().path().value();

    assertThat(tenant(sluice).deleteFile(job.id())).contains(ObjectPath.of(OPENING));

    assertThat(rig.names()).containsExactly(name);
    assertThat(sluice.find(job.id()).orElseThrow().artifact()).isEmpty();
  }

  @Test
  void a_repetition_after_a_crash_takes_no_sidecar_of_another_job() throws Exception {
    Sluice sluice =
        rig.start(rig.builder().database(PatchedDatabase.of(rig.database).jobs(store())));
    Job job = rig.finished(PICTURED);
    dying = true;
    assertThatThrownBy(() -> tenant(sluice).deleteFile(job.id()))
        .isInstanceOf(SluiceException.class);
    dying = false;
    assertThat(rig.names()).isEmpty();
    Job other = rig.finished(PICTURED.withContainer(Container.MKV));

    assertThat(tenant(sluice).deleteFile(job.id())).isPresent();

    assertThat(rig.store.names())
        .containsExactlyInAnyOrderElementsOf(other.artifact().orElseThrow().paths());
    assertThat(rig.database.names().reserved(job.id())).isEmpty();
  }

  @Test
  void a_sidecar_that_another_job_has_stored_since_stays() throws Exception {
    Sluice sluice = rig.start();
    Job first = rig.finished(PICTURED);
    Job second = rig.finished(PICTURED.withContainer(Container.MKV).withOverwrite(true));
    assertThat(rig.names()).hasSize(3);

    assertThat(tenant(sluice).deleteFile(first.id())).isPresent();
    assertThat(rig.names()).containsExactlyInAnyOrder("videos/opening.mkv", "videos/opening.jpg");

    assertThat(tenant(sluice).deleteFile(second.id())).isPresent();
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void a_sidecar_that_an_older_job_had_stored_goes_with_the_file() throws Exception {
    Sluice sluice = rig.start();
    rig.finished(PICTURED.withContainer(Container.MKV));
    Job second = rig.finished(PICTURED.withOverwrite(true));

    assertThat(tenant(sluice).deleteFile(second.id())).isPresent();

    assertThat(rig.names()).containsExactly("videos/opening.mkv");
  }

  @Test
  void what_a_later_job_has_written_over_it_stays() throws Exception {
    Sluice sluice = rig.start();
    Job first = rig.finished(REQUEST);
    Job second = rig.finished(REQUEST.withOverwrite(true));
    assertThat(second.artifact().orElseThrow().path()).isEqualTo(ObjectPath.of(OPENING));

    assertThat(tenant(sluice).deleteFile(first.id())).isPresent();
    assertThat(rig.names()).containsExactly(OPENING);
    assertThat(sluice.find(first.id()).orElseThrow().artifact()).isEmpty();

    assertThat(tenant(sluice).deleteFile(second.id())).isPresent();
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void of_many_who_delete_at_once_one_has_done_it() throws Exception {
    Sluice sluice = rig.start();
    Job job = rig.finished(REQUEST);
    AtomicInteger done = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    new Thread(
                        () -> {
                          try {
                            start.await();
                          } catch (InterruptedException e) {
                            return;
                          }
                          tenant(sluice)
                              .deleteFile(job.id())
                              .ifPresent(p -> done.incrementAndGet());
                        }))
            .toList();
    threads.forEach(Thread::start);
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(done).hasValue(1);
  }
}
