package dev.sluice.http.api.events;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sluice.core.job.Job;
import dev.sluice.http.api.wire.JobListWire;

/** The data of a server-sent event: a job as in {@code GET /jobs}, and its progress. */
record JobEventWire(
    @JsonUnwrapped JobListWire.Line line,
    double progressPercent,
    long bytesDownloaded,
    int attempt) {

  static JobEventWire of(Job job) {
    return new JobEventWire(
        JobListWire.Line.of(job),
        job.progress().percent(),
        job.progress().bytesDownloaded(),
        job.attempt());
  }
}
