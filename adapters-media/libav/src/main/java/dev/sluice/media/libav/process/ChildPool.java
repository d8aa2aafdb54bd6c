package dev.sluice.media.libav.process;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.Capabilities;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The children of a transcoder: a bounded number, each used for one call at a time and replaced
 * after some calls. One is started ahead, so that a call seldom waits for a start. Children that
 * were idle for some time end, all but one. Thread-safe.
 */
final class ChildPool implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.sluice.media.libav");

  private static final long START_SECONDS = 30;
  private static final long CHECK_MILLIS = 100;

  private final ChildCommand command;
  private final int most;
  private final int callsPerChild;

  /** The one thread that starts children lives as long as they: bubblewrap ends them with it. */
  private final ExecutorService starter;

  private final ScheduledExecutorService timer;
  private final Duration idleLimit;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final Map<ChildProcess, Integer> calls = new HashMap<>();
  private final Set<ChildProcess> starting = new HashSet<>();
  private int requested;
  private int failures;
  private @Nullable List<String> natives;
  private @Nullable Sandbox sandbox;
  private @Nullable Capabilities capabilities;
  private @Nullable SluiceException problem;
  private @Nullable Future<?> idleCheck;
  private boolean closed;

  /** A child that runs no call, since a time of {@link System#nanoTime}. */
  private record Idle(ChildProcess child, long since) {}

  /**
   * @param idleLimit how long a child may be idle before it ends; the last one stays
   * @param timer runs the checks for idle children
   */
  ChildPool(
      ChildCommand command,
      int most,
      int callsPerChild,
      Duration idleLimit,
      ScheduledExecutorService timer) {
    this.command = command;
    this.most = most;
    this.callsPerChild = callsPerChild;
    this.idleLimit = idleLimit;
    this.timer = timer;
    this.starter =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "sluice-children");
              thread.setDaemon(true);
              return thread;
            });
    synchronized (this) {
      startAnother();
    }
  }

  /**
   * Waits for the first child and returns what it can encode. If none has started yet, this tries
   * again.
   */
  synchronized Capabilities capabilities() {
    boolean interrupted = false;
    int before = failures;
    if (capabilities == null && !closed) {
      startAnother();
    }
    while (capabilities == null && failures == before && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (capabilities == null) {
      throw problem == null ? stopped() : problem.copy();
    }
    return capabilities;
  }

  /** Returns the sandbox of the children, once the first one has started. */
  synchronized Optional<Sandbox> sandbox() {
    return Optional.ofNullable(sandbox);
  }

  /** Waits for a child that is free. It must be given back. */
  synchronized ChildProcess take(StageMonitor monitor) {
    int attempts = 0;
    while (true) {
      monitor.check();
      if (closed) {
        throw stopped();
      }
      Idle found = idle.pollFirst();
      if (found != null && !found.child().isIdle()) {
        found.child().kill();
        forget(found.child());
        continue;
      }
      if (found != null) {
        if (idle.isEmpty()) {
          startAnother();
        }
        return found.child();
      }
      if (requested == 0) {
        if (problem != null && attempts++ > 0) {
          throw problem.copy();
        }
        startAnother();
      }
      try {
        wait(CHECK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Conversation.interrupted();
      }
    }
  }

  /**
   * Gives a child back.
   *
   * @param isReusable false for one that is dead or may still be at work
   */
  synchronized void giveBack(ChildProcess child, boolean isReusable) {
    int used = calls.merge(child, 1, Integer::sum);
    if (isReusable && !closed && used < callsPerChild) {
      idle.addFirst(new Idle(child, System.nanoTime()));
      checkIdleLater();
    } else {
      child.kill();
      forget(child);
      if (idle.isEmpty() && !closed) {
        startAnother();
      }
    }
    notifyAll();
  }

  private void forget(ChildProcess child) {
    calls.remove(child);
  }

  private void startAnother() {
    if (calls.size() + requested < most && requested == 0) {
      starter.execute(this::startOne);
      requested++;
    }
  }

  private void startOne() {
    Throwable failure = null;
    try {
      start();
    } catch (Throwable e) {
      // Also an error, of a system without threads: the thread that ends ends all children.
      failure = e;
    }
    synchronized (this) {
      requested--;
      notifyAll();
      if (failure != null && !closed) {
        failures++;
        problem =
            new SluiceException(
                FailureCode.INTERNAL,
                "The process that reads media does not start: " + failure.getMessage(),
                failure);
        LOG.log(Level.WARNING, "A process of the transcoder does not start", failure);
      }
    }
  }

  private void start() throws IOException, InterruptedException {
    if (natives == null) {
      unpack();
    }
    Sandbox within = sandbox().or(command::sandbox).orElseGet(Sandbox::find);
    ChildProcess child;
    try {
      child = startIn(within);
    } catch (IOException e) {
      // Where one has started in the sandbox, this failure has another reason.
      if (within == Sandbox.NONE || sandbox().isPresent() || isClosed()) {
        throw e;
      }
      LOG.log(
          Level.WARNING,
          "The processes of the transcoder do not start in {0} ({1}); they run without",
          within.description(),
          e.getMessage());
      within = Sandbox.NONE;
      child = startIn(within);
    }
    synchronized (this) {
      sandbox = within;
      problem = null;
      if (closed) {
        child.kill();
        return;
      }
      calls.put(child, 0);
      idle.addLast(new Idle(child, System.nanoTime()));
      checkIdleLater();
    }
  }

  private void checkIdleLater() {
    if (idle.size() > 1 && idleCheck == null) {
      idleCheck = timer.schedule(this::endIdle, idleLimit.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void endIdle() {
    idleCheck = null;
    long now = System.nanoTime();
    // The child that was used last is the first one.
    Iterator<Idle> leastUsed = idle.descendingIterator();
    while (idle.size() > 1 && leastUsed.hasNext()) {
      Idle next = leastUsed.next();
      if (now - next.since() >= idleLimit.toNanos()) {
        leastUsed.remove();
        next.child().kill();
        forget(next.child());
      }
    }
    checkIdleLater();
  }

  // A child may not write files, so one that never reads media unpacks the libraries for all.
  private void unpack() throws IOException, InterruptedException {
    ChildProcess child = ChildProcess.start(command.unpacking(), null);
    Hello hello = helloOf(child);
    child.kill();
    synchronized (this) {
      natives = hello.natives();
      capabilities = hello.capabilities();
      notifyAll();
    }
  }

  private ChildProcess startIn(Sandbox within) throws IOException, InterruptedException {
    Optional<Path> shared = command.canShare() ? SharedMemory.create() : Optional.empty();
    try {
      SharedMemory memory = shared.isEmpty() ? null : SharedMemory.open(shared.get());
      ChildProcess child = ChildProcess.start(command.in(within, natives, shared), memory);
      helloOf(child);
      return child;
    } finally {
      if (shared.isPresent()) {
        Files.deleteIfExists(shared.get());
      }
    }
  }

  private Hello helloOf(ChildProcess child) throws IOException, InterruptedException {
    synchronized (this) {
      starting.add(child);
      if (closed) {
        child.kill();
      }
    }
    try {
      Hello hello = child.hello().get(START_SECONDS, TimeUnit.SECONDS);
      if (hello.version() != Hello.VERSION) {
        child.kill();
        throw new IOException("its class path holds another version of Sluice");
      }
      if (hello.problem().isPresent()) {
        child.kill();
        throw new IOException(hello.problem().get());
      }
      return hello;
    } catch (ExecutionException e) {
      child.kill();
      throw new IOException("it ended at its start with " + child.death().sentence(), e);
    } catch (TimeoutException e) {
      child.giveUp();
      throw new IOException("it was not ready after " + START_SECONDS + " seconds", e);
    } finally {
      synchronized (this) {
        starting.remove(child);
      }
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  static SluiceException stopped() {
    return new SluiceException(FailureCode.INTERRUPTED, "The transcoder is closed");
  }

  @Override
  public synchronized void close() {
    closed = true;
    calls.keySet().forEach(ChildProcess::kill);
    starting.forEach(ChildProcess::kill);
    idle.clear();
    if (idleCheck != null) {
      idleCheck.cancel(false);
    }
    starter.shutdown();
    notifyAll();
  }
}
