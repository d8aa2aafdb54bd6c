package dev.sluice.http.api.wire;

import dev.sluice.core.SubmitResult;
import dev.sluice.core.job.Job;
import java.util.List;

/** The answer of {@code POST /jobs/bulk}. */
public record BulkResultWire(String batchId, int totalJobs, List<String> jobIds) {
  public static BulkResultWire of(SubmitResult result) {
    SubmitResult.JobBatch bulk = (SubmitResult.JobBatch) result;
    List<Job> jobs = bulk.jobs();
    return new BulkResultWire(
        bulk.batch().id().toString(),
        jobs.size(),
        jobs.stream().map(job -> job.id().toString()).toList());
  }
}
