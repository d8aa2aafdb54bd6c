package dev.sluice.http.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
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

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
