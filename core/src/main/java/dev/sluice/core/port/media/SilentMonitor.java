package dev.sluice.core.port.media;

import java.time.Duration;
import java.util.OptionalLong;

/** A monitor that ignores progress and never cancels. */
enum SilentMonitor implements StageMonitor {
  INSTANCE;

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
    return false;
  }

  @Override
  public void check() {}

  @Override
  public Registration onCancel(Runnable action) {
    return () -> {};
  }
}
