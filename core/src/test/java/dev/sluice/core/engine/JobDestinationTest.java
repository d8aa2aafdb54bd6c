package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.Tenant;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which storage a job goes to, and what is remembered of it. */
class JobDestinationTest {
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);
  private static final Duration DAY = Duration.ofHours(24);
  private static final TenantId ONE = new TenantId("one");

  private final EngineRig rig = new EngineRig();
  private final InMemoryArtifactStore.Factory stores = new InMemoryArtifactStore.Factory();
  private final InMemoryArtifactStore films = stores.make(settings("films"));
  private final InMemoryArtifactStore talks = stores.make(settings("talks"));

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
    films.requireNoOpenSink();
    talks.requireNoOpenSink();
  }

  private static BucketConfig.S3 settings(String bucket) {
    return new BucketConfig.S3(
        URI.create("https://s3.example"),
        "us-east-1",
        bucket,
        Secret.of("AKID"),
        Secret.of("secret"),
        "client-",
        "videos");
  }

  private Sluice start(int workers) {
    return rig.start(rig.builder().workers(workers).stores(stores));
  }

  private Job finished(Tenant tenant, JobId id) throws InterruptedException {
    return tenant.await(id, EngineRig.PATIENCE).orElseThrow();
  }

  private JobDestination stored(JobId id) {
    return rig.database.jobs().find(id).flatMap(Job::storage).orElseThrow();
  }

  private static List<String> names(InMemoryArtifactStore store) {
    return store.names().stream().map(ObjectPath::value).toList();
  }

  @Test
  void an_owners_jobs_go_to_the_owners_storage_and_nobody_elses_do() throws InterruptedException {
    Sluice sluice = start(2);
    Tenant tenant = sluice.tenant(ONE);
    tenant.buckets().set(settings("films"));

    Job ours = finished(tenant, tenant.submit(REQUEST).id());
    rig.finished(REQUEST);

    assertThat(names(films)).containsExactly("client-videos/opening.mp4");
    assertThat(rig.names()).containsExactly("videos/opening.mp4");
    assertThat(sluice.link(ours, DAY).orElseThrow().toString()).contains("s3.example:443/films");
  }

  @Test
  void a_name_is_taken_in_one_place_and_free_in_another() throws InterruptedException {
    Tenant tenant = start(2).tenant(ONE);
    tenant.buckets().set(settings("films"));
    finished(tenant, tenant.submit(REQUEST).id());
    // Another version of the settings, the same bucket.
    tenant.buckets().set(settings("films"));
    finished(tenant, tenant.submit(REQUEST).id());
    tenant.buckets().set(settings("talks"));
    finished(tenant, tenant.submit(REQUEST).id());

    assertThat(names(films))
        .containsExactly("client-videos/opening (2).mp4", "client-videos/opening.mp4");
    assertThat(names(talks)).containsExactly("client-videos/opening.mp4");
  }

  @Test
  void no_file_expires_in_a_storage_that_comes_with_its_job() {
    Tenant tenant = start(0).tenant(ONE).withBucket(settings("talks"));

    assertThatThrownBy(() -> tenant.submit(REQUEST.withExpiresAfter(DAY)))
        .hasMessageContaining("cannot expire in a storage that comes with the job");
  }

  @Test
  void a_job_keeps_the_storage_that_it_was_taken_with() throws InterruptedException {
    Job waiting;
    Sluice taking = start(0);
    Tenant tenant = taking.tenant(ONE);
    tenant.buckets().set(settings("films"));
    waiting = tenant.submit(REQUEST);
    JobDestination before = stored(waiting.id());

    tenant.buckets().set(settings("talks"));
    tenant.buckets().reset();

    assertThat(stored(waiting.id())).isEqualTo(before);
    assertThat(tenant.buckets().current()).isEmpty();
    assertThat(rig.database.jobs().find(tenant.submit(REQUEST).id()).orElseThrow().storage())
        .isEmpty();
  }

  @Test
  void a_deletion_that_the_storage_refuses_leaves_the_name_to_others() throws InterruptedException {
    Sluice sluice = start(1);
    Tenant one = sluice.tenant(ONE);
    one.buckets().set(settings("films"));
    Job job = finished(one, one.submit(REQUEST).id());
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    BucketConfig.S3 known = settings("films");
    stores.make(
        new BucketConfig.S3(
            known.endpoint(),
            known.region(),
            known.bucket(),
            Secret.of("ANOTHER"),
            known.secretKey(),
            known.folderPrefix(),
            known.baseFolder()));

    assertThatThrownBy(() -> one.deleteFile(job.id())).isInstanceOf(InvalidRequestException.class);

    assertThat(rig.database.names().reserved(job.id())).isEmpty();
    assertThat(rig.database.jobs().find(job.id()).orElseThrow().artifact()).isPresent();
  }

  @Test
  void what_came_with_a_job_is_sealed_and_wiped_when_it_is_done() throws InterruptedException {
    Sluice sluice = start(2);
    Tenant tenant = sluice.tenant(ONE);
    rig.fetcher.openGate().close();

    JobId id = tenant.withBucket(settings("talks")).submit(REQUEST).id();

    assertThat(stored(id).settings().orElseThrow()).startsWith("sealed.");
    assertThat(rig.database.jobs().find(id).orElseThrow().toString()).doesNotContain("sealed.");
    rig.fetcher.openGate().open();
    Job done = finished(tenant, id);
    assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(names(talks)).containsExactly("client-videos/opening.mp4");
    assertThat(stored(id).settings()).isEmpty();
    assertThat(sluice.link(done, DAY).orElseThrow().toString()).contains("s3.example:443/talks");
  }

  @Test
  void the_link_to_what_came_with_a_job_ends_and_is_not_signed_anew() throws InterruptedException {
    Sluice sluice = start(2);
    Tenant tenant = sluice.tenant(ONE);
    Job done = finished(tenant, tenant.withBucket(settings("talks")).submit(REQUEST).id());

    Job unlinked =
        done.toBuilder()
            .storage(
                done.storage()
                    .map(
                        left ->
                            new JobDestination(
                                left.id(), left.space(), Optional.empty(), Optional.empty())))
            .build();

    assertThat(sluice.link(unlinked, DAY)).isEmpty();
    assertThatThrownBy(() -> tenant.deleteFile(done.id()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("keys were wiped");
  }

  @Test
  void what_came_with_a_job_is_wiped_when_it_is_cancelled_before_it_ran() {
    Tenant tenant = start(0).tenant(ONE);
    JobId id = tenant.withBucket(settings("talks")).submit(REQUEST).id();

    tenant.cancel(id);

    assertThat(stored(id).settings()).isEmpty();
  }

  @Test
  void what_came_with_a_job_is_wiped_when_it_fails_and_it_cannot_be_retried()
      throws InterruptedException {
    Tenant tenant = start(2).tenant(ONE);
    BucketConfig.S3 nowhere =
        new BucketConfig.S3(
            URI.create("https://s3.example"),
            "us-east-1",
            "nowhere",
            Secret.of("AKID"),
            Secret.of("secret"),
            "",
            "");

    Job failed = finished(tenant, tenant.withBucket(nowhere).submit(REQUEST).id());

    assertThat(failed.failure().map(Job.Failure::code)).contains(FailureCode.STORE_MISSING);
    assertThat(stored(failed.id()).settings()).isEmpty();
    assertThatThrownBy(() -> tenant.retry(failed.id()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("send the job again, with the keys");
  }

  @Test
  void a_sluice_that_opens_nothing_takes_no_storage() {
    Tenant tenant = rig.start().tenant(ONE);

    assertThatThrownBy(() -> tenant.withBucket(settings("films")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("This Sluice takes no storage with a job");
  }
}
