package dev.sluice.core.job;

import java.util.UUID;

/** The subject of a notification: a job or a batch. */
public sealed interface NotificationSubject permits JobId, BatchId {
  /** Returns the id, which is unique among jobs and batches together. */
  UUID value();
}
