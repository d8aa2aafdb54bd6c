package dev.sluice.http.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
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
}
