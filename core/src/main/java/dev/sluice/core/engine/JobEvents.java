package dev.sluice.core.engine;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.port.media.StageMonitor.Registration;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Publishes the events of jobs to listeners in this process. Thread-safe. */
public final class JobEvents {
  private static final Logger LOG = System.getLogger(JobEvents.class.getName());

  private final List<Consumer<JobEvent>> listeners = new CopyOnWriteArrayList<>();

  /** Creates a publisher without listeners. */
  public JobEvents() {}

  /**
   * Adds a listener. It runs in the engine's threads, so it must return quickly; exceptions that it
   * throws are logged.
   */
  public Registration listen(Consumer<JobEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void publish(JobEvent.Kind kind, Job job) {
    for (Consumer<JobEvent> listener : listeners) {
      try {
        listener.accept(new JobEvent(kind, job));
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "A listener to job events failed on job " + job.id(), e);
      }
    }
  }
}
