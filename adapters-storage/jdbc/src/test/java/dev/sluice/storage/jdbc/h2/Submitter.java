package dev.sluice.storage.jdbc.h2;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.port.store.JobStore.NewJobs;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The program that is killed: its threads submit jobs and end some of them, and print what has been
 * confirmed to them: {@code accepted ID}, {@code answered ID} (under the key {@code order-ID}) or
 * {@code ended ID}.
 */
final class Submitter {
  private static final int THREADS = 16;

  private Submitter() {}

  public static void main(String[] arguments) throws InterruptedException {
    JobDatabase database = JobDatabase.embedded(Path.of(arguments[0]));
    long seed = Long.parseLong(arguments[1]);
    for (int i = 0; i < THREADS; i++) {
      JobSamples samples = new JobSamples(seed * THREADS + i);
      new Thread(() -> submitForEver(database, samples)).start();
    }
    Thread.currentThread().join();
  }

  private static void submitForEver(JobDatabase database, JobSamples samples) {
    for (int i = 0; ; i++) {
      Job job = samples.pending();
      if (i % 3 == 0) {
        submitByKey(database, job, hold("order-" + job.id(), samples.id().value()));
      } else {
        database.jobs().insert(List.of(job));
        say("accepted " + job.id());
      }
      if (i % 2 == 0) {
        endOne(database, samples);
      }
    }
  }

  private static void submitByKey(JobDatabase database, Job job, IdempotencyStore.Claim hold) {
    database.idempotency().claim(hold, JobSamples.START, Duration.ofMinutes(1));
    StoredResponse answer =
        new StoredResponse(hold, job.id().toString(), JobSamples.START.plus(Duration.ofHours(24)));
    database.jobs().insert(new NewJobs(List.of(job), Optional.of(answer)));
    say("answered " + job.id());
  }

  /** Returns the claim of the only request that this program makes under the key. */
  static IdempotencyStore.Claim hold(String key, UUID id) {
    return new IdempotencyStore.Claim(TenantId.LOCAL, new IdempotencyKey(key), "f", id);
  }

  private static void endOne(JobDatabase database, JobSamples samples) {
    List<Job> claimed =
        database.queue().claim("child", 1, JobSamples.START, Duration.ofMinutes(10));
    for (Job job : claimed) {
      Job end =
          job.toBuilder()
              .batch(Optional.empty())
              .build()
              .failed(new Job.Failure(FailureCode.NOT_MEDIA, "no media"), JobSamples.START);
      Notification reported =
          Notification.of(
              samples.id().value(),
              job.id(),
              Notification.Kind.JOB_FAILED,
              WebhookTarget.parse("https://hook.example/in"),
              JobSamples.START);
      if (database.jobs().move(end, List.of(reported))) {
        say("ended " + job.id());
      }
    }
  }

  // One write for each line: a kill leaves no partial line behind a complete one.
  private static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
