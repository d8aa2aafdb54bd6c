package dev.sluice.core.job;

import java.util.UUID;

/** What a {@link Notification} is about. */
public sealed interface NotificationSubject permits JobId, BatchId {
  /** Unique among subjects of both sorts. */
  UUID value();
}
