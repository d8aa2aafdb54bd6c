package dev.sluice.testkit.crash;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.BatchStore;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.JobQueue;
import dev.sluice.core.port.store.JobStore;
import dev.sluice.core.port.store.ObjectNameStore;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.port.store.TenantBucketStore;
import dev.sluice.core.port.store.UsageStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ports of one engine, which halt at a step as if the process had died there: no call of any of
 * its threads returns any more. {@link #revive} lets the calls go on, as in a process that was
 * suspended. A step is named after the call and its number: {@code after JobStore.move#1}.
 * Thread-safe.
 */
public final class CrashingPorts {
  /** The calls between which a job changes; all others read or poll. */
  private static final Set<String> STEPS =
      Set.of(
          "IdempotencyStore.claim",
          "JobStore.insert",
          "JobQueue.claim",
          "MediaFetcher.open",
          "MediaInput.read",
          "Media.close",
          "UsageStore.reserve",
          "ObjectNameStore.reserve",
          "ArtifactStore.create",
          "ArtifactSink.begin",
          "ArtifactSink.write",
          "ArtifactSink.rewrite",
          "ArtifactSink.commit",
          "ArtifactSink.close",
          "Transcoder.transcode",
          "JobStore.move",
          "ObjectNameStore.release",
          "Outbox.claim",
          "Notifier.deliver",
          "Outbox.update");

  /** The ports that other ports return. */
  private static final Set<Class<?>> RETURNED =
      Set.of(
          JobStore.class,
          JobQueue.class,
          BatchStore.class,
          ObjectNameStore.class,
          IdempotencyStore.class,
          UsageStore.class,
          Outbox.class,
          ApiKeyStore.class,
          TenantBucketStore.class,
          Media.class,
          ArtifactSink.class);

  private final String haltAt;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> steps = new ArrayList<>();
  private final AtomicInteger openMedia = new AtomicInteger();
  private final CountDownLatch revived = new CountDownLatch(1);
  private volatile boolean halted;

  private CrashingPorts(String haltAt) {
    this.haltAt = haltAt;
  }

  /** Ports that only record their steps. */
  public static CrashingPorts recording() {
    return new CrashingPorts("");
  }

  /**
   * Ports that halt at a step.
   *
   * @param step one of the {@link #steps} that a run without a halt has recorded
   */
  public static CrashingPorts haltingAt(String step) {
    return new CrashingPorts(step);
  }

  /** Returns a port whose calls halt with the others. */
  public <T> T of(Class<T> port, T adapter) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> call(port, adapter, method, arguments)));
  }

  private Object call(Class<?> port, Object adapter, Method method, Object[] arguments)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return invoked(adapter, method, arguments);
    }
    awaitRevival();
    String name = port.getSimpleName() + "." + method.getName();
    // A claim is a step only if there is a job to claim.
    boolean isPoll = name.equals("JobQueue.claim");
    String step = STEPS.contains(name) && !isPoll ? numbered(name) : "";
    reach("before", step);
    Object result;
    try {
      result = invoked(adapter, method, arguments);
    } finally {
      if (name.equals("Media.close")) {
        openMedia.decrementAndGet();
      }
    }
    if (name.equals("MediaFetcher.open")) {
      openMedia.incrementAndGet();
    }
    reach(
        "after",
        isPoll && result instanceof List<?> jobs && !jobs.isEmpty() ? numbered(name) : step);
    return wrapped(method.getReturnType(), result);
  }

  private static Object invoked(Object adapter, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(adapter, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private Object wrapped(Class<?> type, Object result) {
    if (result instanceof List<?> items && !items.isEmpty() && items.get(0) instanceof MediaInput) {
      return items.stream().map(input -> of(MediaInput.class, (MediaInput) input)).toList();
    }
    return RETURNED.contains(type) ? ofAny(type, result) : result;
  }

  private <T> T ofAny(Class<T> port, Object adapter) {
    return of(port, port.cast(adapter));
  }

  private synchronized String numbered(String name) {
    return name + "#" + numbers.merge(name, 1, Integer::sum);
  }

  private void reach(String when, String step) {
    if (!step.isEmpty()) {
      synchronized (this) {
        steps.add(when + " " + step);
        if (haltAt.equals(when + " " + step)) {
          halted = true;
        }
      }
    }
    awaitRevival();
  }

  private void awaitRevival() {
    boolean interrupted = false;
    while (halted && revived.getCount() > 0) {
      try {
        revived.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the steps that were reached, in order. */
  public synchronized List<String> steps() {
    return List.copyOf(steps);
  }

  /** Returns whether the step was reached at which these ports halt. */
  public boolean hasHalted() {
    return halted;
  }

  /** Returns how many media were opened and not closed. */
  public int openMedia() {
    return openMedia.get();
  }

  /** Lets all calls go on. */
  public void revive() {
    revived.countDown();
  }
}
