package dev.sluice.core.engine.limits;

import dev.sluice.core.engine.RunMonitor;
import dev.sluice.core.port.media.ForwardingMonitor;
import dev.sluice.core.port.media.MediaInfo;
import java.time.Duration;

/** A monitor that ends the job when its media is found to be more than is allowed. */
final class QuotaMonitor extends ForwardingMonitor {
  private final RunMonitor monitor;
  private final QuotaEnforcer limits;

  QuotaMonitor(RunMonitor monitor, QuotaEnforcer limits) {
    super(monitor);
    this.monitor = monitor;
    this.limits = limits;
  }

  @Override
  public void found(MediaInfo facts) {
    limits.found(facts);
  }

  @Override
  public void converted(Duration upTo, Duration of) {
    super.converted(upTo, of);
    limits.converted(upTo).ifPresent(monitor::end);
  }
}
