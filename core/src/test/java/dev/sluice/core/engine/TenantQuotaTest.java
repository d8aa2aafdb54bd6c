package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.QuotaExceededException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.core.tenant.Usage;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.sample.MediaSamples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the operator allows a tenant, held to while jobs run side by side. */
class TenantQuotaTest {
  private static final int SIZE = 300_000;
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);

  private final EngineRig rig = new EngineRig();
  private final ApiKeyStore keys = rig.database.keys();

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  private Sluice start(int workers) {
    return rig.start(rig.builder().workers(workers));
  }

  private void setQuota(TenantQuota quota) {
    keys.setQuota(TenantId.LOCAL, quota);
  }

  private static TenantQuota storage(long bytes) {
    return TenantQuota.UNLIMITED.withStorage(Optional.of(bytes));
  }

  private void serve(FakeSource source) {
    rig.fetcher.offer(EngineRig.URL, source);
  }

  private Usage usage() {
    return rig.database.usage().usage(TenantId.LOCAL);
  }

  private void assertRefused(Job job, FailureCode code, String... words) {
    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.attempt()).as("tried again in vain").isEqualTo(1);
    Job.Failure why = job.failure().orElseThrow();
    assertThat(why.code()).isEqualTo(code);
    assertThat(why.code().category()).isEqualTo(FailureCode.Category.LIMIT);
    assertThat(why.sentence()).contains(words);
    assertThat(rig.names()).isEmpty();
    assertThat(usage().completed()).isZero();
    assertThat(usage().effectiveBytes()).isZero();
  }

  @Test
  void a_file_that_fills_the_storage_exactly_is_stored_and_no_further_job_is_taken()
      throws Exception {
    Sluice sluice = start(1);
    setQuota(storage(SIZE));

    assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.COMPLETED);

    assertThat(usage().storedBytes()).isEqualTo(SIZE);
    assertThat(usage().reservedBytes()).isZero();
    assertThatThrownBy(() -> sluice.submit(REQUEST))
        .isInstanceOfSatisfying(
            QuotaExceededException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
              assertThat(refused.limitBytes()).isEqualTo(SIZE);
              assertThat(refused.usedBytes()).isEqualTo(SIZE);
            });
    assertThat(sluice.list(10, 0).total()).isEqualTo(1);
  }

  @Test
  void a_copied_file_that_cannot_fit_fails_before_its_first_byte() throws Exception {
    start(1);
    // No byte passes it.
    rig.transcoder.gate().close();

    setQuota(storage(SIZE * 3L / 4 - 1));
    assertRefused(
        rig.finished(REQUEST), FailureCode.QUOTA_EXCEEDED, "storage limit", "ask the operator");
    setQuota(TenantQuota.UNLIMITED.withFile(Optional.of(SIZE * 3L / 4 - 1)));
    assertRefused(rig.finished(REQUEST), FailureCode.FILE_TOO_LARGE, "at least 225,000 bytes");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_file_that_is_smaller_than_its_source_fits_where_the_source_would_not(boolean storage)
      throws Exception {
    start(1);
    // A sound that is left behind, which makes more than half of the source.
    rig.transcoder.withMediaInfo(withAnotherSound(MediaSamples.clip())).limitedTo(SIZE / 3);
    long most = SIZE / 3;
    setQuota(storage ? storage(most) : TenantQuota.UNLIMITED.withFile(Optional.of(most)));

    Job job = rig.finished(REQUEST);

    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(usage().storedBytes()).isEqualTo(most);
    assertThat(usage().reservedBytes()).isZero();
  }

  private static MediaInfo withAnotherSound(MediaInfo facts) {
    List<MediaInfo.StreamInfo> streams = new ArrayList<>(facts.streams());
    streams.add(facts.first(MediaInfo.StreamKind.AUDIO).orElseThrow());
    return new MediaInfo(
        facts.format(), facts.duration(), facts.bitrate(), streams, List.of(), facts.tags());
  }

  @Test
  void a_file_of_unknown_size_that_passes_the_limit_while_it_is_written_leaves_nothing_behind()
      throws Exception {
    serve(FakeSource.ofSize(SIZE).asStream());
    start(1);
    setQuota(storage(SIZE - 1));

    assertRefused(rig.finished(REQUEST), FailureCode.QUOTA_EXCEEDED, "storage limit");
    assertThat(rig.transcoder.outputs()).hasSize(1);

    setQuota(storage(SIZE));
    assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void however_many_jobs_run_at_once_the_limit_is_never_passed(boolean sizeKnown) throws Exception {
    serve(sizeKnown ? FakeSource.ofSize(SIZE) : FakeSource.ofSize(SIZE).asStream());
    rig.fetcher.openGate().close();
    Sluice sluice = start(8);
    long limit = 3L * SIZE + SIZE / 2;
    setQuota(storage(limit));
    List<Job> submitted = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      submitted.add(sluice.submit(REQUEST));
    }

    rig.fetcher.openGate().open();

    int completed = 0;
    for (Job job : submitted) {
      Job over = rig.finished(job.id());
      assertThat(usage().effectiveBytes()).isLessThanOrEqualTo(limit);
      completed += over.status() == JobStatus.COMPLETED ? 1 : 0;
      if (over.status() == JobStatus.FAILED) {
        assertThat(over.failure().orElseThrow().code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
      }
    }
    assertThat(completed).isLessThanOrEqualTo(3);
    if (sizeKnown) {
      assertThat(completed).isEqualTo(3);
    }
    assertThat(rig.names()).hasSize(completed);
    assertThat(usage())
        .isEqualTo(new Usage(completed, (long) completed * SIZE, 0, usage().processing()));
  }

  @Test
  void a_cancelled_job_gives_its_room_up() throws Exception {
    Sluice sluice = start(1);
    setQuota(storage(SIZE));
    rig.transcoder.gate().close();
    Job job = sluice.submit(REQUEST);
    rig.transcoder.gate().awaitArrival();
    assertThat(usage().reservedBytes()).isEqualTo(SIZE);
    assertThatThrownBy(() -> sluice.submit(REQUEST)).isInstanceOf(QuotaExceededException.class);

    sluice.cancel(job.id());
    rig.transcoder.gate().open();

    assertThat(usage()).isEqualTo(new Usage(0, 0, 0, Duration.ZERO));
    assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_file_may_be_as_large_as_is_allowed_and_no_larger(boolean sizeKnown) throws Exception {
    serve(sizeKnown ? FakeSource.ofSize(SIZE) : FakeSource.ofSize(SIZE).asStream());
    start(1);
    setQuota(TenantQuota.UNLIMITED.withFile(Optional.of(SIZE - 1L)));

    Job job = rig.finished(REQUEST);

    assertRefused(
        job, FailureCode.FILE_TOO_LARGE, String.format(Locale.ROOT, "%,d are allowed", SIZE - 1));
    setQuota(TenantQuota.UNLIMITED.withFile(Optional.of((long) SIZE)));
    assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void media_may_be_as_long_as_is_allowed_and_no_longer() throws Exception {
    start(1);
    setQuota(TenantQuota.UNLIMITED.withDuration(Optional.of(Duration.ofSeconds(3))));

    assertRefused(rig.finished(REQUEST), FailureCode.MEDIA_TOO_LONG, "5 s long", "3 s are allowed");

    setQuota(TenantQuota.UNLIMITED.withDuration(Optional.of(Duration.ofSeconds(5))));
    assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_picture_that_is_not_taken_may_have_any_size() throws Exception {
    start(1);
    setQuota(TenantQuota.UNLIMITED.withShorterSide(Optional.of(144)));
    StreamInfo large = StreamInfo.builder(0, StreamKind.VIDEO, "h264").size(1_920, 1_080).build();
    StreamInfo small = StreamInfo.builder(1, StreamKind.VIDEO, "h264").size(256, 144).build();
    rig.transcoder.withMediaInfo(MediaSamples.withStreams(List.of(large, small)));

    rig.transcoder.reporting(
        List.of(StreamReport.copied(large), StreamReport.dropped(small, "a commentary")),
        List.of());
    assertRefused(
        rig.finished(REQUEST), FailureCode.PICTURE_TOO_LARGE, "1080p", "144p are allowed");

    rig.transcoder.reporting(
        List.of(StreamReport.dropped(large, "a commentary"), StreamReport.copied(small)),
        List.of());
    assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_picture_may_be_as_large_as_is_allowed_and_no_larger() throws Exception {
    start(1);
    setQuota(TenantQuota.UNLIMITED.withShorterSide(Optional.of(144)));

    assertRefused(rig.finished(REQUEST), FailureCode.PICTURE_TOO_LARGE, "180p", "144p are allowed");
    assertRefused(
        rig.finished(REQUEST.withVideoCodec(VideoCodec.H264)),
        FailureCode.PICTURE_TOO_LARGE,
        "maximum resolution");

    setQuota(TenantQuota.UNLIMITED.withShorterSide(Optional.of(180)));
    assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void what_others_may_is_no_concern_of_an_owner() throws Exception {
    Sluice sluice = start(1);
    keys.setQuota(new TenantId("another"), storage(1));

    assertThat(rig.finished(REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(sluice.tenant(new TenantId("another")).account().usage()).isEqualTo(Usage.NONE);
  }
}
