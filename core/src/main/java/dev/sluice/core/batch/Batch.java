package dev.sluice.core.batch;

import dev.sluice.core.job.BatchId;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Jobs that were asked for together. Immutable. Which jobs they are, and how they stand, is asked
 * of the store: see {@link BatchSlot}.
 *
 * @param show the show whose episodes they are; empty when each was named by itself
 * @param folder where their files go, if all go to the same one
 * @param webhook who is told when the last of them is over
 * @param startedAt since when its jobs may run; empty while the batch is paused
 */
public record Batch(
    BatchId id,
    TenantId owner,
    Optional<SourceUrl> show,
    Optional<Folder> folder,
    Optional<WebhookTarget> webhook,
    Instant createdAt,
    Optional<Instant> startedAt) {
  public Batch {
    Objects.requireNonNull(id);
    Objects.requireNonNull(owner);
    Objects.requireNonNull(createdAt);
  }

  /** Created, and its jobs wait for somebody to start it. */
  public boolean isPaused() {
    return startedAt.isEmpty();
  }

  /** The same batch, whose jobs may run. */
  public Batch started(Instant now) {
    return new Batch(id, owner, show, folder, webhook, createdAt, Optional.of(now));
  }
}
