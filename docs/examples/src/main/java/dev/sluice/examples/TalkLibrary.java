package dev.sluice.examples;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.request.JobRequest;
import java.time.Duration;

/** Your own code around Sluice: a library that adds talks and answers in a sentence. */
public final class TalkLibrary {
  private final Sluice sluice;

  public TalkLibrary(Sluice sluice) {
    this.sluice = sluice;
  }

  /** Stores the talk and returns a sentence for the person who asked for it. */
  public String add(String url) throws InterruptedException {
    Job submitted = sluice.submit(JobRequest.of(url).withFolder("talks"));
    Job ended = sluice.await(submitted.id(), Duration.ofHours(1)).orElseThrow();
    return ended
        .failure()
        .map(TalkLibrary::explain)
        .orElseGet(() -> "Added as " + ended.artifact().orElseThrow().path().value());
  }

  private static String explain(Job.Failure failure) {
    return failure.code() == FailureCode.STORE_FULL
        ? "The library is full; its owner has to make room"
        : "Not added: " + failure.sentence();
  }
}
