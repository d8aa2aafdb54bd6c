package dev.sluice.core.job;

import java.util.UUID;

/** The subject of a notification: a job or a batch. */
public sealed interface NotificationSubject permits JobId, BatchId {
  /** Unique among subjects of both sorts. */
  UUID value();
}
