package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.CapturedLog;
import dev.sluice.testkit.fake.FakeSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobRunnerTest {
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);
  private final EngineRig rig = new EngineRig();

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  @Test
  void a_url_becomes_an_object() throws Exception {
    rig.start();

    Job job = rig.finished(REQUEST);

    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.artifact())
        .contains(
            new Artifact(
                ObjectPath.of("videos/opening.mp4"),
                Container.MP4.contentType(),
                300_000,
                "h264:copy aac:copy",
                Optional.of(180),
                List.of(),
                Optional.empty()));
    assertThat(rig.store.bytes(ObjectPath.of("videos/opening.mp4")).orElseThrow())
        .isEqualTo(FakeSource.ofSize(300_000).bytes());
    assertThat(job.progress().percent()).isEqualTo(100);
    assertThat(job.progress().step()).isEqualTo(Step.FINISHED);
    assertThat(job.progress().bytesDownloaded()).isEqualTo(300_000);
    assertThat(job.timings().download()).isPresent();
    assertThat(job.timings().upload()).isPresent();
    assertThat(job.source().videoCodec()).contains("h264");
  }

  @Test
  void events_tell_the_way_of_a_job() throws Exception {
    Sluice sluice = rig.start();
    List<JobEvent.Kind> kinds = new CopyOnWriteArrayList<>();
    sluice.onEvent(
        event -> {
          throw new IllegalStateException("a listener of no use");
        });
    sluice.onEvent(event -> kinds.add(event.kind()));

    try (CapturedLog log = CapturedLog.start()) {
      rig.finished(REQUEST);
      // The event follows the move, so the end can be read before the event arrives.
      EngineRig.until(() -> kinds.contains(JobEvent.Kind.FINISHED));
      log.assertWarned("listener");
    }

    assertThat(kinds)
        .filteredOn(kind -> kind != JobEvent.Kind.PROGRESSED)
        .containsExactlyInAnyOrder(
            JobEvent.Kind.SUBMITTED, JobEvent.Kind.STARTED, JobEvent.Kind.FINISHED);
  }

  @Test
  void a_failure_that_stays_is_not_tried_again() throws Exception {
    rig.start();
    rig.fetcher.offer(
        EngineRig.URL,
        FakeSource.refusing(new SluiceException(FailureCode.SOURCE_GONE, "Gone (410)")));

    Job job = rig.finished(REQUEST);

    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.failure()).contains(new Job.Failure(FailureCode.SOURCE_GONE, "Gone (410)"));
    assertThat(job.attempt()).isEqualTo(1);
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void a_failure_that_may_pass_is_tried_until_the_policy_ends() throws Exception {
    rig.start();
    rig.fetcher.offer(
        EngineRig.URL,
        FakeSource.ofSize(9).failingAt(5, new SluiceException(FailureCode.SOURCE_CUT, "Cut")));

    Job job = rig.finished(REQUEST);

    assertThat(job.failure()).contains(new Job.Failure(FailureCode.SOURCE_CUT, "Cut"));
    assertThat(job.attempt()).isEqualTo(3);
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void a_failure_that_passes_is_forgotten() throws Exception {
    Sluice sluice = rig.start();
    rig.transcoder.failing(0, new SluiceException(FailureCode.STORE_UNAVAILABLE, "Away"));
    sluice.onEvent(
        event -> {
          if (event.kind() == JobEvent.Kind.RETRY_SCHEDULED) {
            rig.transcoder.failing(0, null);
          }
        });

    Job job = rig.finished(REQUEST);

    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(job.failure()).isEmpty();
    assertThat(job.attempt()).isEqualTo(2);
    assertThat(rig.names()).containsExactly("videos/opening.mp4");
  }

  @Test
  void a_second_object_of_a_name_gets_a_number() throws Exception {
    rig.start();

    rig.finished(REQUEST);
    rig.finished(REQUEST);
    rig.finished(REQUEST.withOverwrite(true));

    assertThat(rig.names()).containsExactly("videos/opening (2).mp4", "videos/opening.mp4");
  }

  @Test
  void two_jobs_of_a_name_at_the_same_time_do_not_meet() throws Exception {
    Sluice sluice = rig.start();
    rig.transcoder.gate().close();
    Job one = sluice.submit(REQUEST);
    Job other = sluice.submit(REQUEST);
    EngineRig.until(() -> rig.transcoder.gate().waiting() == 2);
    rig.transcoder.gate().open();

    rig.finished(one.id());
    rig.finished(other.id());

    assertThat(rig.names()).containsExactly("videos/opening (2).mp4", "videos/opening.mp4");
  }

  @Test
  void only_as_many_jobs_run_as_there_are_workers() throws Exception {
    Sluice sluice = rig.start();
    rig.fetcher.readGate().close();
    List<Job> jobs =
        List.of(sluice.submit(REQUEST), sluice.submit(REQUEST), sluice.submit(REQUEST));
    EngineRig.until(() -> rig.fetcher.readGate().waiting() == 2);

    assertThat(jobs)
        .extracting(job -> sluice.find(job.id()).orElseThrow().status())
        .containsExactlyInAnyOrder(JobStatus.PROCESSING, JobStatus.PROCESSING, JobStatus.PENDING);

    rig.fetcher.readGate().open();
    for (Job job : jobs) {
      rig.finished(job.id());
    }
  }

  @Test
  void a_failed_job_can_be_asked_for_again_and_a_completed_one_cannot() throws Exception {
    Sluice sluice = rig.start();
    rig.transcoder.failing(0, new SluiceException(FailureCode.NOT_MEDIA, "A web page"));
    Job failed = rig.finished(REQUEST.withFilename("mine"));
    rig.transcoder.failing(0, null);

    Job again = sluice.retry(failed.id()).orElseThrow();
    Job done = rig.finished(again.id());

    assertThat(done.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(done.retryOf()).contains(failed.id());
    assertThat(done.request()).isEqualTo(failed.request());
    assertThat(sluice.retry(done.id())).isEmpty();
  }

  @Test
  void a_request_is_refused_with_every_rule_it_breaks() {
    Sluice sluice = rig.start();
    JobRequest wrong =
        REQUEST
            .withContainer(Container.WEBM)
            .withVideoCodec(VideoCodec.H264)
            .withAudioCodec(AudioCodec.AAC)
            .withWebhook("https://example.com/hook");

    assertThatThrownBy(() -> sluice.submit(wrong))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            refusal ->
                assertThat(refusal.violations())
                    .extracting(InvalidRequestException.Violation::field)
                    .containsExactly(
                        RequestField.VIDEO_CODEC, RequestField.AUDIO_CODEC, RequestField.WEBHOOK));
    assertThat(sluice.list(20, 0).items()).isEmpty();
  }

  @Test
  void a_url_that_no_fetcher_knows_is_refused() {
    rig.fetcher.handlingOnly(url -> false);
    Sluice sluice = rig.start();

    assertThatThrownBy(() -> sluice.submit(REQUEST))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("media.example");
  }

  @Test
  void owners_do_not_see_each_other() throws Exception {
    Sluice sluice = rig.start();
    Job mine = sluice.tenant(new TenantId("me")).submit(REQUEST);

    assertThat(sluice.tenant(new TenantId("you")).find(mine.id())).isEmpty();
    assertThat(sluice.tenant(new TenantId("you")).cancel(mine.id())).isFalse();
    assertThat(sluice.tenant(new TenantId("you")).retry(mine.id())).isEmpty();
    assertThat(sluice.tenant(new TenantId("you")).webhooks().about(mine.id())).isEmpty();
    assertThat(
            sluice
                .tenant(new TenantId("me"))
                .await(mine.id(), EngineRig.PATIENCE)
                .orElseThrow()
                .status())
        .isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_probe_says_what_is_there_and_stores_nothing() {
    Sluice sluice = rig.start();

    assertThat(sluice.probe(SourceUrl.parse(EngineRig.URL)).streams()).hasSize(2);
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void a_fault_of_ours_ends_the_job_with_a_sentence_and_without_its_insides() throws Exception {
    rig.start(
        rig.builder()
            .transcoder(
                new BrokenTranscoder(new IllegalStateException("secret=hunter2 at line 7"))));

    try (CapturedLog log = CapturedLog.start()) {
      Job job = rig.finished(REQUEST);

      assertThat(job.failure().orElseThrow().code()).isEqualTo(FailureCode.INTERNAL);
      assertThat(job.failure().orElseThrow().sentence())
          .contains(job.id().toString())
          .doesNotContain("hunter2");
      log.assertWarned(job.id().toString());
    }
  }
}
