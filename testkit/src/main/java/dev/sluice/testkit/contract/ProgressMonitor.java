package dev.sluice.testkit.contract;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Records the progress, and cancels after some checks. */
final class ProgressMonitor implements StageMonitor {
  final List<Duration> seen = new ArrayList<>();
  Duration of = Duration.ZERO;
  boolean downloadFinished;
  private long checksLeft;

  ProgressMonitor(long checksLeft) {
    this.checksLeft = checksLeft;
  }

  @Override
  public void downloaded(long bytes, java.util.OptionalLong total) {}

  @Override
  public void downloadFinished() {
    downloadFinished = true;
  }

  @Override
  public void converted(Duration upTo, Duration duration) {
    seen.add(upTo);
    of = duration;
  }

  @Override
  public void uploaded(long bytes) {}

  @Override
  public boolean cancelled() {
    return checksLeft <= 0;
  }

  @Override
  public void check() {
    if (checksLeft-- <= 0) {
      throw new SluiceException(FailureCode.CANCELLED, "Job cancelled by user");
    }
  }

  @Override
  public Registration onCancel(Runnable action) {
    return () -> {};
  }
}
