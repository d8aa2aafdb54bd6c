package dev.sluice.core.pipeline;

import dev.sluice.core.port.MediaFacts;
import dev.sluice.core.port.StageMonitor;
import java.time.Duration;
import java.util.OptionalLong;

/** A monitor that ends the job when its media is found to be more than is allowed. */
final class LimitedMonitor implements StageMonitor {
  private final RunMonitor monitor;
  private final JobLimits limits;

  LimitedMonitor(RunMonitor monitor, JobLimits limits) {
    this.monitor = monitor;
    this.limits = limits;
  }

  @Override
  public void found(MediaFacts facts) {
    limits.found(facts);
  }

  @Override
  public void converted(Duration upTo, Duration of) {
    monitor.converted(upTo, of);
    limits.converted(upTo).ifPresent(monitor::end);
  }

  @Override
  public void downloaded(long bytes, OptionalLong total) {
    monitor.downloaded(bytes, total);
  }

  @Override
  public void downloadFinished() {
    monitor.downloadFinished();
  }

  @Override
  public void uploaded(long bytes) {
    monitor.uploaded(bytes);
  }

  @Override
  public boolean cancelled() {
    return monitor.cancelled();
  }

  @Override
  public void check() {
    monitor.check();
  }

  @Override
  public Registration onFinish(Runnable action) {
    return monitor.onFinish(action);
  }

  @Override
  public Registration onCancel(Runnable action) {
    return monitor.onCancel(action);
  }
}
