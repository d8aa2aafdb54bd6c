package dev.sluice.http.api.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.core.SubmitResult;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Job;
import dev.sluice.http.webhook.wire.WireNames;
import java.util.List;

/** The answers of {@code POST /jobs}: a job, a show or a playlist. */
public final class SubmitResultWire {
  private SubmitResultWire() {}

  public static Object of(SubmitResult accepted) {
    String first = accepted.jobs().isEmpty() ? "" : accepted.jobs().get(0).id().toString();
    if (!(accepted instanceof SubmitResult.JobBatch batch)) {
      return new CreatedWire(first, null, null);
    }
    return batch.origin() == SubmitResult.Origin.REQUESTS
        ? new CreatedWire(first, batch.batch().id().toString(), batch.batch().isPaused())
        : ShowWire.of(batch);
  }

  /**
   * One job.
   *
   * @param batchId of a paused job, else absent: its batch of one, which starts it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record CreatedWire(String jobId, String batchId, Boolean paused) {}

  /**
   * A batch with a job for each episode.
   *
   * @param totalVideos of a playlist, else absent; the same number as the episodes
   * @param videoJobs of a playlist, else absent; the same jobs as the episodes'
   */
  record ShowWire(
      String batchId,
      int totalEpisodes,
      List<String> episodeJobs,
      boolean paused,
      List<EpisodeWire> episodes,
      @JsonInclude(JsonInclude.Include.NON_NULL) Integer totalVideos,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<String> videoJobs) {
    private static ShowWire of(SubmitResult.JobBatch made) {
      Batch batch = made.batch();
      List<Job> jobs = made.jobs();
      boolean playlist = made.origin() == SubmitResult.Origin.PLAYLIST;
      List<String> ids = jobs.stream().map(job -> job.id().toString()).toList();
      return new ShowWire(
          batch.id().toString(),
          ids.size(),
          ids,
          batch.isPaused(),
          jobs.stream().map(EpisodeWire::of).toList(),
          playlist ? ids.size() : null,
          playlist ? ids : null);
    }
  }

  /** One episode, and its job. */
  record EpisodeWire(String jobId, String url, String title) {
    private static EpisodeWire of(Job job) {
      return new EpisodeWire(
          job.id().toString(),
          WireNames.shown(job.request().url()),
          job.source().title().orElse(null));
    }
  }
}
