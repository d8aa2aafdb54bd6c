package dev.sluice.http.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.RequestField;
import dev.sluice.http.api.json.Json;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobWireTest {
  @Test
  void a_failed_job_does_not_name_the_host_of_the_store() {
    Job job =
        new JobSamples(1)
            .pending()
            .claimed(new Lease("w", JobSamples.START.plusSeconds(10)), JobSamples.START)
            .failed(
                new Job.Failure(FailureCode.STORE_REFUSED, "s3.inside.example refuses the key"),
                JobSamples.START);

    String shown =
        new String(Json.bytes(JobWire.of(job, List.of(), List.of())), StandardCharsets.UTF_8);

    assertThat(shown).contains("refused the operation").doesNotContain("inside");
  }

  @Test
  void a_webhook_whose_record_was_deleted_is_not_pending_again() {
    Job waiting =
        new JobSamples(1)
            .pending()
            .with(
                JobRequest.of("https://media.example/a.mkv")
                    .withWebhook("https://hook.example/in"));
    Job over =
        waiting.failed(new Job.Failure(FailureCode.CANCELLED, "cancelled"), JobSamples.START);

    assertThat(text(waiting)).contains("\"webhook_status\":\"pending\"");
    assertThat(text(over)).contains("\"webhook_status\":\"expired\"");
  }

  private static String text(Job job) {
    return new String(Json.bytes(JobWire.of(job, List.of(), List.of())), StandardCharsets.UTF_8);
  }

  @Test
  void a_sentence_about_an_option_names_the_field_of_the_api() {
    String advice = "set " + RequestField.ALLOW_INCOMPLETE.option();
    Job job =
        new JobSamples(1)
                .pending()
                .claimed(new Lease("w", JobSamples.START.plusSeconds(10)), JobSamples.START)
                .failed(new Job.Failure(FailureCode.MEDIA_DAMAGED, advice), JobSamples.START)
                .toBuilder()
                .missing(List.of("missing: " + advice))
                .streams(
                    List.of(
                        StreamReport.dropped(
                            StreamInfo.builder(1, StreamKind.AUDIO, "aac").build(),
                            "dropped: " + advice)))
                .build();

    String shown =
        new String(Json.bytes(JobWire.of(job, List.of(), List.of())), StandardCharsets.UTF_8);

    assertThat(shown)
        .contains(
            "\"set allow_incomplete\"",
            "\"missing: set allow_incomplete\"",
            "\"dropped: set allow_incomplete\"")
        .doesNotContain("the option");
  }
}
