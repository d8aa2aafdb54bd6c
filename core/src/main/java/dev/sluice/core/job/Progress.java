package dev.sluice.core.job;

import java.util.OptionalLong;

/**
 * The progress of a job.
 *
 * @param percent 0 to 100; 100 only when the object is in the storage
 * @param bytesDownloaded the bytes read from the source; bytes that are read twice count once
 * @param bytesTotal the source's size in bytes, if the origin announces it
 * @param bytesUploaded the bytes that the storage has accepted
 */
public record Progress(
    Step step, double percent, long bytesDownloaded, OptionalLong bytesTotal, long bytesUploaded) {
  public static final Progress NONE = new Progress(Step.QUEUED, 0, 0, OptionalLong.empty(), 0);

  /** Returns a copy with this step. */
  public Progress withStep(Step next) {
    return new Progress(next, percent, bytesDownloaded, bytesTotal, bytesUploaded);
  }

  /** Returns a copy with this percentage. */
  public Progress withPercent(double next) {
    return new Progress(step, next, bytesDownloaded, bytesTotal, bytesUploaded);
  }

  /** The step that a job is in, for display. Download, mux and upload overlap. */
  public enum Step {
    /** The job has not begun. */
    QUEUED,
    /** The source is being read, and converted and stored at the same time. */
    DOWNLOADING,
    /** The source has been read to its end and is still being converted. */
    MUXING,
    /** Everything is converted, and the rest is still being stored. */
    UPLOADING,
    /** The job is over, with or without success. */
    FINISHED,
    /** The job was cancelled. */
    CANCELLED
  }
}
