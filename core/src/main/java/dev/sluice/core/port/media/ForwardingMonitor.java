package dev.sluice.core.port.media;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/** Hands everything on to another monitor, for those that change some of it. Thread-safe. */
public abstract class ForwardingMonitor implements StageMonitor {
  private final StageMonitor monitor;

  protected ForwardingMonitor(StageMonitor monitor) {
    this.monitor = Objects.requireNonNull(monitor);
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
  public void found(MediaInfo facts) {
    monitor.found(facts);
  }

  @Override
  public void converted(Duration upTo, Duration of) {
    monitor.converted(upTo, of);
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
