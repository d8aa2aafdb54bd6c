package dev.sluice.core.pipeline;

import dev.sluice.core.port.ForwardingMonitor;
import dev.sluice.core.port.MediaFacts;
import java.time.Duration;

/** A monitor that ends the job when its media is found to be more than is allowed. */
final class LimitedMonitor extends ForwardingMonitor {
  private final RunMonitor monitor;
  private final JobLimits limits;

  LimitedMonitor(RunMonitor monitor, JobLimits limits) {
    super(monitor);
    this.monitor = monitor;
    this.limits = limits;
  }

  @Override
  public void found(MediaFacts facts) {
    limits.found(facts);
  }

  @Override
  public void converted(Duration upTo, Duration of) {
    super.converted(upTo, of);
    limits.converted(upTo).ifPresent(monitor::end);
  }
}
