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
    if (accepted instanceof SubmitResult.JobBatch batch) {
      return ShowWire.of(batch);
    }
    return new CreatedWire(accepted.jobs().get(0).id().toString());
  }

  /** One job. */
  record CreatedWire(String jobId) {}

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
