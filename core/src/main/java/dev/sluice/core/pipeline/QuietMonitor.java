package dev.sluice.core.pipeline;

import dev.sluice.core.port.StageMonitor;
import java.time.Duration;
import java.util.OptionalLong;

/** Lets a job's end through, and keeps to itself the progress of what is not the job's file. */
record QuietMonitor(StageMonitor job) implements StageMonitor {
  @Override
  public void downloaded(long bytes, OptionalLong total) {}

  @Override
  public void downloadFinished() {}

  @Override
  public void converted(Duration upTo, Duration of) {}

  @Override
  public void uploaded(long bytes) {}

  @Override
  public boolean cancelled() {
    return job.cancelled();
  }

  @Override
  public void check() {
    job.check();
  }

  @Override
  public Registration onCancel(Runnable action) {
    return job.onCancel(action);
  }
}
