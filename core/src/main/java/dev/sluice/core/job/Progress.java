package dev.sluice.core.job;

import java.util.OptionalLong;

/**
 * How far a job has come.
 *
 * @param percent 0 to 100; 100 only when the object is in the storage
 * @param bytesDownloaded bytes read from the source, without those read twice
 * @param bytesTotal the source's size where the origin tells it
 * @param bytesUploaded bytes that the storage has taken
 */
public record Progress(
    Step step, double percent, long bytesDownloaded, OptionalLong bytesTotal, long bytesUploaded) {
  public static final Progress NONE = new Progress(Step.QUEUED, 0, 0, OptionalLong.empty(), 0);

  public Progress withStep(Step next) {
    return new Progress(next, percent, bytesDownloaded, bytesTotal, bytesUploaded);
  }

  public Progress withPercent(double next) {
    return new Progress(step, next, bytesDownloaded, bytesTotal, bytesUploaded);
  }

  /**
   * The part of its way that a job is on, for people who watch. Download, mux and upload overlap.
   */
  public enum Step {
    /** Not begun. */
    QUEUED,
    /** Bytes come from the source (and are converted and stored at the same time). */
    DOWNLOADING,
    /** The source is read to its end; what it held is still being converted. */
    MUXING,
    /** Everything is converted; the storage still takes the rest. */
    UPLOADING,
    /** Over, well or badly. */
    FINISHED,
    /** Over because somebody asked for it. */
    CANCELLED
  }
}
