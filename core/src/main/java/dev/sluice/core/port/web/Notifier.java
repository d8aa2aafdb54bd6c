package dev.sluice.core.port.web;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells one receiver one thing, once. Whether to try again is decided in the pipeline. Thread-safe.
 */
public interface Notifier {
  /**
   * Tries once; a receiver that does not take it is a value, not an exception.
   *
   * @param link to the job's object, signed afresh; empty when it has none
   * @param secret what the message is signed with
   */
  Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret);

  /**
   * The same for {@link Notification.Kind#BATCH_COMPLETED}.
   *
   * @param batch as it stands now
   */
  Outcome deliver(Notification notification, Batch.Summary batch, Secret secret);

  /**
   * What the receiver did with it.
   *
   * @param taken it answered 2xx
   * @param gone it answered 410: never try again
   * @param refused it answered that it does not want this one message, with a 4xx that asks for no
   *     patience (which 408, 425 and 429 do); it may want others
   * @param error what went wrong, in a sentence without secrets; empty when taken
   * @param retryAfter how long it asked us to wait
   */
  record Outcome(
      boolean taken,
      boolean gone,
      boolean refused,
      Optional<String> error,
      Optional<Duration> retryAfter,
      Duration responseTime) {
    /** Of a receiver that says nothing about this one message. */
    public Outcome(
        boolean taken,
        boolean gone,
        Optional<String> error,
        Optional<Duration> retryAfter,
        Duration responseTime) {
      this(taken, gone, false, error, retryAfter, responseTime);
    }

    public static Outcome taken(Duration responseTime) {
      return new Outcome(true, false, Optional.empty(), Optional.empty(), responseTime);
    }
  }
}
