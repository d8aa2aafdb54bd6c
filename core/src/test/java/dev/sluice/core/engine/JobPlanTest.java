package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobPlan;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.sample.MediaSamples;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a job and a plan say about the streams of their source. */
class JobPlanTest {
  private static final JobRequest REQUEST = JobRequest.of(EngineRig.URL);

  private static final StreamReport AUDIO =
      StreamReport.copied(
          StreamInfo.builder(1, StreamKind.AUDIO, "aac").language(Optional.of("eng")).build());

  private static final StreamReport SUBTITLE =
      StreamReport.dropped(
          StreamInfo.builder(2, StreamKind.SUBTITLE, "hdmv_pgs_subtitle").build(),
          "mp4 holds no pictures as subtitles");

  private final EngineRig rig = new EngineRig();

  @AfterEach
  void nothing_is_left_open() {
    rig.close();
  }

  @Test
  void a_job_reports_each_stream_and_what_is_missing() throws Exception {
    rig.transcoder.reporting(List.of(AUDIO, SUBTITLE), List.of("The source ends early"));
    rig.start();

    Job job = rig.finished(REQUEST);

    assertThat(job.streams()).containsExactly(AUDIO, SUBTITLE);
    assertThat(job.missing()).containsExactly("The source ends early");
  }

  @Test
  void a_language_that_the_source_lacks_is_missing() throws Exception {
    rig.transcoder.reporting(List.of(AUDIO), List.of());
    rig.start();

    assertThat(rig.finished(audioIn("de,fr")).missing())
        .containsExactly("The source has no audio in de,fr; its default audio is taken");
    assertThat(rig.finished(audioIn("de,en")).missing()).isEmpty();
    assertThat(rig.finished(REQUEST).missing()).isEmpty();
  }

  private static JobRequest audioIn(String languages) {
    return REQUEST.withOutput(
        REQUEST.output().toBuilder().audioLanguages(LanguageChoice.parse(languages)).build());
  }

  @Test
  void a_failed_job_reports_what_was_planned() throws Exception {
    rig.transcoder
        .reporting(List.of(AUDIO), List.of())
        .failing(0, new SluiceException(FailureCode.MEDIA_DAMAGED, "damaged"));
    rig.start();

    Job job = rig.finished(REQUEST);

    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.streams()).containsExactly(AUDIO);
  }

  @Test
  void a_plan_equals_what_the_job_reports() throws Exception {
    rig.transcoder.reporting(List.of(AUDIO, SUBTITLE), List.of());
    Sluice sluice = rig.start();

    JobPlan plan = sluice.plan(REQUEST);

    assertThat(plan.isPossible()).isTrue();
    assertThat(plan.duration()).contains(Duration.ofSeconds(5));
    assertThat(rig.names()).isEmpty();
    assertThat(sluice.list(1, 0).total()).isZero();
    assertThat(plan.streams()).isEqualTo(rig.finished(REQUEST).streams());
  }

  @Test
  void a_plan_opens_no_source_for_an_invalid_request() {
    Sluice sluice = rig.start();

    JobPlan plan =
        sluice.plan(REQUEST.withContainer(Container.WEBM).withVideoCodec(VideoCodec.H264));

    assertThat(plan.isPossible()).isFalse();
    assertThat(plan.violations()).hasSize(1);
    assertThat(plan.violations().get(0).field()).isEqualTo(RequestField.VIDEO_CODEC);
    assertThat(rig.fetcher.opened()).isEmpty();
  }

  @Test
  void a_plan_names_each_limit_that_the_file_exceeds() {
    Sluice sluice = rig.start();
    rig.database
        .keys()
        .setQuota(
            TenantId.LOCAL,
            TenantQuota.UNLIMITED
                .withStorage(Optional.of(299_999L))
                .withFile(Optional.of(200_000L))
                .withDuration(Optional.of(Duration.ofSeconds(3)))
                .withShorterSide(Optional.of(144)));

    assertThat(sluice.plan(REQUEST).failures())
        .extracting(Job.Failure::code)
        .containsExactly(
            FailureCode.MEDIA_TOO_LONG,
            FailureCode.PICTURE_TOO_LARGE,
            FailureCode.FILE_TOO_LARGE,
            FailureCode.QUOTA_EXCEEDED);
  }

  @Test
  void a_source_that_does_not_fit_is_a_failure_of_the_plan() {
    rig.transcoder.withMediaInfo(
        MediaSamples.withStreams(
            List.of(StreamInfo.builder(0, StreamKind.VIDEO, "h264").size(320, 180).build())));
    Sluice sluice = rig.start();

    JobPlan plan = sluice.plan(REQUEST.withContainer(Container.MP3));

    assertThat(plan.failures()).extracting(Job.Failure::code).containsExactly(FailureCode.NO_AUDIO);
    assertThat(plan.streams()).isEmpty();
  }

  @Test
  void a_source_that_is_unusable_is_a_failure_of_the_plan() {
    rig.fetcher.offer(EngineRig.URL, FakeSource.of(new byte[0]));
    Sluice sluice = rig.start();

    JobPlan plan = sluice.plan(REQUEST);

    assertThat(plan.isPossible()).isFalse();
    assertThat(plan.failures())
        .extracting(Job.Failure::code)
        .containsExactly(FailureCode.SOURCE_EMPTY);
    assertThat(plan.streams()).isEmpty();
  }

  @Test
  void a_source_that_cannot_be_opened_is_thrown() {
    rig.fetcher.offer(
        EngineRig.URL,
        FakeSource.refusing(new SluiceException(FailureCode.SOURCE_GONE, "Gone (410)")));
    Sluice sluice = rig.start();

    assertThatThrownBy(() -> sluice.plan(REQUEST)).hasMessage("Gone (410)");
  }
}
