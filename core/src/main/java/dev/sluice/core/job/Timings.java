package dev.sluice.core.job;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the parts of the last attempt took, by the wall clock. Download, mux and upload run at
 * the same time, so they do not add up to the total.
 *
 * @param queueWait from the moment the job was due until it was claimed
 * @param extract until the source was open
 * @param download from the open source until its last byte
 * @param mux from the open source until the last packet was written
 * @param upload from the first byte written until the commit
 * @param total from the submit until the end
 */
public record Timings(
    Optional<Duration> queueWait,
    Optional<Duration> extract,
    Optional<Duration> download,
    Optional<Duration> mux,
    Optional<Duration> upload,
    Optional<Duration> total) {
  public static final Timings NONE =
      new Timings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public Timings withQueueWait(Duration value) {
    return new Timings(Optional.of(value), extract, download, mux, upload, total);
  }

  public Timings withTotal(Duration value) {
    return new Timings(queueWait, extract, download, mux, upload, Optional.of(value));
  }
}
