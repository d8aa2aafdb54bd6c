package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Whole rows of {@code jobs}, in and out of a transaction that somebody else began. Rows are locked
 * in the order of their ids.
 */
public final class JobTable {
  static final Comparator<Job> BY_ID = Comparator.comparing(Job::id);

  private static final String INSERT =
      """
      INSERT INTO jobs (
        id, owner, batch, retry_of,
        url, container, video_codec, audio_codec, audio_bitrate, video_quality,
        quality_preset, max_resolution, clip_from, clip_to,
        filename, folder, webhook, progress_webhook, overwrite, priority, subtitles,
        subtitle_languages, thumbnail, live_from_start, live_wait, live_most, live_keep_partial,
        status, attempt, deaths, version, created_at, due_at, started_at, finished_at,
        lease_worker, lease_until,
        step, percent_done, bytes_downloaded, bytes_total, bytes_uploaded,
        title, description, release_date, source_video, source_audio,
        artifact_path, artifact_type, artifact_size, artifact_plan, artifact_side,
        artifact_subtitles, artifact_thumbnail, failure_code, failure_sentence,
        queue_wait, extract_time, download_time, mux_time, upload_time, total_time,
        storage, storage_space, storage_settings, storage_link,
        show_url, show_feed, show_title, show_author, episode_identity, episode_number,
        episode_image, transcript_url, transcript_type, transcript_language)
      VALUES (
        :id, :owner, :batch, :retry_of,
        :url, :container, :video_codec, :audio_codec, :audio_bitrate, :video_quality,
        :quality_preset, :max_resolution, :clip_from, :clip_to,
        :filename, :folder, :webhook, :progress_webhook, :overwrite, :priority, :subtitles,
        :subtitle_languages, :thumbnail, :live_from_start, :live_wait, :live_most, :live_keep_partial,
        :status, :attempt, :deaths, :version, :created_at, :due_at, :started_at, :finished_at,
        :lease_worker, :lease_until,
        :step, :percent_done, :bytes_downloaded, :bytes_total, :bytes_uploaded,
        :title, :description, :release_date, :source_video, :source_audio,
        :artifact_path, :artifact_type, :artifact_size, :artifact_plan, :artifact_side,
        :artifact_subtitles, :artifact_thumbnail, :failure_code, :failure_sentence,
        :queue_wait, :extract_time, :download_time, :mux_time, :upload_time, :total_time,
        :storage, :storage_space, :storage_settings, :storage_link,
        :show_url, :show_feed, :show_title, :show_author, :episode_identity, :episode_number,
        :episode_image, :transcript_url, :transcript_type, :transcript_language)
      """;

  private static final String MOVE =
      """
      UPDATE jobs SET
        batch = :batch, retry_of = :retry_of, filename = :filename,
        status = :status, attempt = :attempt, deaths = :deaths, version = :version,
        due_at = :due_at, started_at = :started_at, finished_at = :finished_at,
        lease_worker = :lease_worker, lease_until = :lease_until,
        step = :step, percent_done = :percent_done, bytes_downloaded = :bytes_downloaded,
        bytes_total = :bytes_total, bytes_uploaded = :bytes_uploaded,
        title = :title, description = :description, release_date = :release_date,
        source_video = :source_video, source_audio = :source_audio,
        artifact_path = :artifact_path, artifact_type = :artifact_type,
        artifact_size = :artifact_size, artifact_plan = :artifact_plan,
        artifact_side = :artifact_side, artifact_subtitles = :artifact_subtitles,
        artifact_thumbnail = :artifact_thumbnail,
        failure_code = :failure_code, failure_sentence = :failure_sentence,
        queue_wait = :queue_wait, extract_time = :extract_time, download_time = :download_time,
        mux_time = :mux_time, upload_time = :upload_time, total_time = :total_time,
        storage = :storage, storage_space = :storage_space,
        storage_settings = :storage_settings, storage_link = :storage_link
      WHERE id = :id AND version = :before
      """;

  private JobTable() {}

  public static void insertAll(Handle handle, List<Job> jobs, JobCounts counts) {
    jobs.forEach(counts::inserted);
    PreparedBatch batch = handle.prepareBatch(INSERT);
    jobs.stream()
        .sorted(BY_ID)
        .forEach(job -> JobColumns.bindLasting(JobColumns.bindMoving(batch, job), job).add());
    batch.execute();
  }

  public static Optional<Job> find(Handle handle, JobId id) {
    return handle
        .createQuery("SELECT * FROM jobs WHERE id = :id")
        .bind("id", id.value())
        .map((row, context) -> JobColumns.read(row))
        .findOne();
  }

  /** Takes this version of a job if the stored one is {@code before}. */
  public static boolean overwrite(Handle handle, Job next, long before, JobCounts counts) {
    Optional<JobStatus> status =
        handle
            .createQuery("SELECT status FROM jobs WHERE id = :id AND version = :before")
            .bind("id", next.id().value())
            .bind("before", before)
            .map((row, context) -> JobColumns.status(row.getString("status")))
            .findOne();
    // Whoever moves it meanwhile makes another version of it, and this one is not taken.
    boolean taken = status.isPresent() && written(handle, next, before);
    if (taken) {
      counts.moved(next, status.get());
    }
    return taken;
  }

  private static boolean written(Handle handle, Job next, long before) {
    return JobColumns.bindMoving(handle.createUpdate(MOVE), next).bind("before", before).execute()
        == 1;
  }
}
