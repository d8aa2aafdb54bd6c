package dev.sluice.core.port.web;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Delivers one notification to one receiver, once. The engine decides about retries. Thread-safe.
 */
public interface Notifier {
  /**
   * Tries to deliver a notification about a job. A receiver that does not accept it is reported in
   * the outcome, not by an exception. Every message about the end of one job has the same id, so
   * that a receiver recognizes a repetition.
   *
   * @param link a freshly signed link to the job's object; empty if it has none
   * @param secret the secret to sign the message with
   */
  Outcome deliver(Notification notification, Job job, Optional<URI> link, Secret secret);

  /**
   * Tries to deliver a notification of kind {@link Notification.Kind#BATCH_COMPLETED}.
   *
   * @param batch the batch in its current state
   */
  Outcome deliver(Notification notification, Batch.Summary batch, Secret secret);

  /**
   * The outcome of one delivery.
   *
   * @param taken true if the receiver answered 2xx
   * @param gone true if the receiver answered 410: nothing must be sent to it again
   * @param refused true if the receiver rejected this message with a 4xx other than 408, 425 and
   *     429, which ask for a retry; it may accept others
   * @param error a sentence about the failure, without secrets; empty if the message was accepted
   * @param retryAfter how long the receiver asks to wait
   */
  record Outcome(
      boolean taken,
      boolean gone,
      boolean refused,
      Optional<String> error,
      Optional<Duration> retryAfter,
      Duration responseTime) {
    /** Makes an outcome in which the receiver did not reject this one message. */
    public Outcome(
        boolean taken,
        boolean gone,
        Optional<String> error,
        Optional<Duration> retryAfter,
        Duration responseTime) {
      this(taken, gone, false, error, retryAfter, responseTime);
    }

    /** Returns the outcome of a message that the receiver accepted. */
    public static Outcome taken(Duration responseTime) {
      return new Outcome(true, false, Optional.empty(), Optional.empty(), responseTime);
    }
  }
}
