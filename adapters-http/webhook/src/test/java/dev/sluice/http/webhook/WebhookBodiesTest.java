package dev.sluice.http.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.RequestField;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhookBodiesTest {
  @Test
  void a_failed_job_does_not_name_the_host_of_the_store() {
    Job job =
        new JobSamples(1)
            .pending()
            .claimed(new Lease("w", JobSamples.START.plusSeconds(10)), JobSamples.START)
            .failed(
                new Job.Failure(FailureCode.STORE_REFUSED, "s3.inside.example refuses the key"),
                JobSamples.START);

    assertThat(text(WebhookBodies.failed(job, WebhookFailureType.JOB_FAILED)))
        .contains("refused the operation")
        .doesNotContain("inside");
  }

  @Test
  void a_fact_that_a_job_does_not_have_is_null() {
    Job job = new JobSamples(1).pending();

    assertThat(text(WebhookBodies.completed(job, Optional.empty())))
        .contains("\"s3_url\":null,\"file_size_bytes\":null")
        .contains("\"thumbnail_key\":null");
  }

  @Test
  void the_end_of_a_job_accounts_for_its_streams() {
    Job job =
        new JobSamples(1)
            .pending().toBuilder()
                .streams(
                    List.of(
                        StreamReport.dropped(
                            StreamInfo.builder(2, StreamKind.SUBTITLE, "subrip")
                                .language(Optional.of("eng"))
                                .dispositions(Set.of(Disposition.HEARING_IMPAIRED))
                                .build(),
                            "mp3 holds only sound")))
                .missing(List.of("The source ends early"))
                .build();

    assertThat(text(WebhookBodies.completed(job, Optional.empty())))
        .endsWith(
            ",\"streams\":[{\"kind\":\"subtitle\",\"codec\":\"subrip\",\"language\":\"eng\","
                + "\"title\":null,\"disposition\":[\"hearing_impaired\"],\"action\":\"dropped\","
                + "\"target\":null,\"reason\":\"mp3 holds only sound\"}],"
                + "\"missing\":[\"The source ends early\"]}");
    assertThat(text(WebhookBodies.failed(job, WebhookFailureType.JOB_FAILED)))
        .contains("\"action\":\"dropped\"");
    for (byte[] body : List.of(WebhookBodies.warning(job), WebhookBodies.skipped(job))) {
      assertThat(text(body))
          .contains("\"action\":\"dropped\"")
          .endsWith(",\"missing\":[\"The source ends early\"]}");
    }
  }

  @Test
  void a_sentence_about_an_option_names_the_field_of_the_api() {
    String advice = RequestField.VIDEO_CODEC.option() + " copy";
    Job job =
        new JobSamples(1)
                .pending()
                .claimed(new Lease("w", JobSamples.START.plusSeconds(10)), JobSamples.START)
                .failed(
                    new Job.Failure(FailureCode.NO_VIDEO, "ask for " + advice), JobSamples.START)
                .toBuilder()
                .missing(List.of("asked for " + advice))
                .streams(
                    List.of(
                        StreamReport.dropped(
                            StreamInfo.builder(1, StreamKind.AUDIO, "aac").build(),
                            "not asked for " + advice)))
                .build();

    assertThat(text(WebhookBodies.failed(job, WebhookFailureType.JOB_FAILED)))
        .contains(
            "\"ask for video_codec copy\"",
            "\"asked for video_codec copy\"",
            "\"not asked for video_codec copy\"")
        .doesNotContain("the option");
    for (byte[] body : List.of(WebhookBodies.warning(job), WebhookBodies.skipped(job))) {
      assertThat(text(body)).contains("video_codec copy").doesNotContain("the option");
    }
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
