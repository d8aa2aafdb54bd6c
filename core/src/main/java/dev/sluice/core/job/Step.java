package dev.sluice.core.job;

/** The part of its way that a job is on, for people who watch. Download, mux and upload overlap. */
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
