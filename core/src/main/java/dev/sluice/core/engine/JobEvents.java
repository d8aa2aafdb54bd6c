package dev.sluice.core.engine;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells listeners in this process what happens to jobs. Thread-safe. */
public final class JobEvents {
  private static final Logger LOG = System.getLogger(JobEvents.class.getName());

  private final List<Consumer<JobEvent>> listeners = new CopyOnWriteArrayList<>();

  /** With no listener yet. */
  public JobEvents() {}

  /** The listener runs in the engine's threads: it is to be quick; what it throws is logged. */
  public Registration listen(Consumer<JobEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void tell(JobEvent.Kind kind, Job job) {
    for (Consumer<JobEvent> listener : listeners) {
      try {
        listener.accept(new JobEvent(kind, job));
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "A listener to job events failed on job " + job.id(), e);
      }
    }
  }
}
