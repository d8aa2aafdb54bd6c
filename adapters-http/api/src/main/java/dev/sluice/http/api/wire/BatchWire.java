package dev.sluice.http.api.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.request.Folder;
import dev.sluice.http.webhook.wire.WireNames;
import java.util.List;

/**
 * A batch. On the wire each of its jobs is an episode, also where the batch is no show.
 *
 * @param episodeJobs in order; absent in a list of batches
 */
public record BatchWire(
    String id,
    String showUrl,
    String status,
    String folder,
    int totalEpisodes,
    int completedEpisodes,
    int failedEpisodes,
    int skippedEpisodes,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<String> episodeJobs,
    long createdAt) {

  public static BatchWire of(Batch batch, List<Batch.Slot> slots) {
    return of(
        new Batch.Summary(batch, Batch.Tally.of(slots)),
        slots.stream().map(slot -> slot.job().toString()).toList());
  }

  public static BatchWire of(Batch.Summary summary) {
    return of(summary, null);
  }

  private static BatchWire of(Batch.Summary summary, List<String> jobs) {
    Batch batch = summary.batch();
    Batch.Tally tally = summary.tally();
    return new BatchWire(
        batch.id().toString(),
        batch.show().map(WireNames::shown).orElse(null),
        WireNames.of(summary.status()),
        batch.folder().map(Folder::value).orElse(null),
        tally.total(),
        tally.completed(),
        tally.failed(),
        tally.skipped(),
        jobs,
        batch.createdAt().toEpochMilli());
  }
}
