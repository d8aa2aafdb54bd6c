package dev.sluice.core.engine.common;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.notification.Notification.Kind;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The engine's implementation of {@link StageMonitor} for one attempt: collects progress and
 * timings, and passes on cancellation. Thread-safe.
 */
public final class RunMonitor implements StageMonitor {
  private static final Logger LOG = System.getLogger(RunMonitor.class.getName());

  // A clock may be set, in which case nothing has become longer or shorter.
  private final LongSupplier nanoTime;
  private final long startedAt;
  private final Consumer<Kind> stages;
  private final HeapBudget.Reservation memory;

  private volatile long bytesDownloaded;
  private volatile OptionalLong bytesTotal = OptionalLong.empty();
  private volatile long bytesUploaded;
  private volatile double convertedFraction;
  private volatile double shownPercent;
  private volatile Step step = Step.DOWNLOADING;

  private volatile List<StreamReport> streams = List.of();
  private volatile List<StreamReport> otherRenditions = List.of();

  private volatile @Nullable Duration openedAt;
  private volatile @Nullable Duration downloadedAt;
  private volatile @Nullable Duration convertedAt;
  private volatile @Nullable Duration uploadBegan;

  private final List<Runnable> actions = new ArrayList<>();
  private volatile @Nullable SluiceException end;

  private final List<Runnable> finishing = new ArrayList<>();
  private volatile boolean finished;
  private volatile boolean commitUnknown;

  /** Creates a monitor of an attempt that has no stages. */
  public RunMonitor(LongSupplier nanoTime) {
    this(nanoTime, HeapBudget.OF_PROCESS.open());
  }

  /** Creates a monitor of a part of an attempt, which has no stages and shares this memory. */
  public RunMonitor(LongSupplier nanoTime, HeapBudget.Reservation memory) {
    this(nanoTime, stage -> {}, memory);
  }

  /**
   * Creates a monitor.
   *
   * @param nanoTime returns a time that only moves forward, as {@link System#nanoTime} does
   * @param stages receives each stage once, in order
   * @param memory the memory of the attempt
   */
  public RunMonitor(LongSupplier nanoTime, Consumer<Kind> stages, HeapBudget.Reservation memory) {
    this.stages = stages;
    this.memory = memory;
    this.nanoTime = nanoTime;
    this.startedAt = nanoTime.getAsLong();
  }

  @Override
  public void downloaded(long bytes, OptionalLong total) {
    bytesDownloaded = bytes;
    bytesTotal = total;
  }

  @Override
  public void downloadFinished() {
    if (downloadedAt == null) {
      downloadedAt = elapsed();
      advance(Step.MUXING);
    }
  }

  @Override
  public void planned(List<StreamReport> planned) {
    streams = List.copyOf(planned);
  }

  /**
   * Returns what is to become of the source's streams, and the renditions that are not fetched;
   * empty until both are known.
   */
  public List<StreamReport> streams() {
    List<StreamReport> planned = streams;
    return planned.isEmpty()
        ? planned
        : Stream.concat(planned.stream(), otherRenditions.stream()).toList();
  }

  @Override
  public void converted(Duration upTo, Duration of) {
    if (!of.isZero() && !of.isNegative()) {
      convertedFraction = Math.min(1, (double) upTo.toMillis() / Math.max(1, of.toMillis()));
    }
  }

  @Override
  public void uploaded(long bytes) {
    if (uploadBegan == null) {
      uploadBegan = elapsed();
    }
    bytesUploaded = bytes;
  }

  /**
   * Records that the source has answered.
   *
   * @param notFetched the renditions that the source offers and that are not fetched
   */
  public void opened(List<StreamReport> notFetched) {
    otherRenditions = List.copyOf(notFetched);
    openedAt = elapsed();
    stages.accept(Kind.PROGRESS_DOWNLOADING);
  }

  /** Records that the first byte is about to be written. */
  public void writing() {
    uploadBegan = elapsed();
  }

  /**
   * Records that the storage is asked to make an object visible, or that it has answered.
   *
   * @param unknown whether its answer is missing
   */
  public void commitUnknown(boolean unknown) {
    commitUnknown = unknown;
  }

  /** Returns whether an object may be visible for whose commit the storage gave no answer. */
  public boolean isCommitUnknown() {
    return commitUnknown;
  }

  /** Records that the last packet was written. */
  public void conversionFinished() {
    convertedAt = elapsed();
    advance(Step.UPLOADING);
  }

  // Two threads may finish their parts at the same moment.
  private synchronized void advance(Step next) {
    if (step.compareTo(Step.MUXING) < 0 && next.compareTo(Step.MUXING) >= 0) {
      stages.accept(Kind.PROGRESS_DOWNLOAD_COMPLETE);
      stages.accept(Kind.PROGRESS_MUXING);
    }
    if (step.compareTo(Step.UPLOADING) < 0 && next.compareTo(Step.UPLOADING) >= 0) {
      stages.accept(Kind.PROGRESS_MUX_COMPLETE);
      stages.accept(Kind.PROGRESS_UPLOADING);
    }
    if (next.compareTo(step) > 0) {
      step = next;
    }
  }

  /** Returns the progress; below 100 percent while the attempt runs. */
  public Progress progress() {
    double fraction = convertedFraction;
    OptionalLong total = bytesTotal;
    if (fraction == 0 && total.isPresent() && total.getAsLong() > 0) {
      fraction = (double) bytesDownloaded / total.getAsLong();
    }
    double percent = Math.round(Math.min(0.99, fraction) * 1_000) / 10.0;
    // The downloaded share is an estimate, so the first converted share may be lower.
    shownPercent = Math.max(shownPercent, percent);
    return new Progress(step, shownPercent, bytesDownloaded, total, bytesUploaded);
  }

  /** Returns the time since the start of the attempt. */
  public Duration elapsed() {
    return Duration.ofNanos(nanoTime.getAsLong() - startedAt);
  }

  /** Returns the timings of this attempt, with the queue wait that was measured at the claim. */
  public Timings timings(Timings before) {
    Duration now = elapsed();
    Duration opened = openedAt;
    return new Timings(
        before.queueWait(),
        span(Duration.ZERO, opened),
        span(opened, downloadedAt),
        span(opened, convertedAt),
        span(uploadBegan, uploadBegan == null ? null : now),
        before.total());
  }

  private static Optional<Duration> span(@Nullable Duration from, @Nullable Duration to) {
    if (from == null || to == null) {
      return Optional.empty();
    }
    Duration length = to.minus(from);
    // An upload may begin while the end of the attempt is written.
    return Optional.of(length.isNegative() ? Duration.ZERO : length);
  }

  @Override
  public HeapBudget.Reservation memory() {
    return memory;
  }

  @Override
  public boolean cancelled() {
    return end != null;
  }

  @Override
  public void check() {
    SluiceException reason = end;
    if (reason != null) {
      throw reason;
    }
  }

  /** Returns why the attempt is to end; empty if it is not. */
  public Optional<SluiceException> reason() {
    return Optional.ofNullable(end);
  }

  /** Requests the end of the attempt; the first reason counts. */
  public void end(SluiceException reason) {
    List<Runnable> toRun;
    synchronized (actions) {
      if (end != null) {
        return;
      }
      end = reason;
      toRun = List.copyOf(actions);
    }
    runAll(toRun);
  }

  // Each stops something that would otherwise go on, so one that fails must not skip the others.
  private static void runAll(List<Runnable> toRun) {
    for (Runnable action : toRun) {
      try {
        action.run();
      } catch (RuntimeException | Error e) {
        LOG.log(Level.WARNING, "An action at the end of an attempt failed", e);
      }
    }
  }

  @Override
  public Registration onCancel(Runnable action) {
    synchronized (actions) {
      if (end == null) {
        actions.add(action);
        return () -> forget(action);
      }
    }
    action.run();
    return () -> {};
  }

  private void forget(Runnable action) {
    synchronized (actions) {
      actions.remove(action);
    }
  }

  /**
   * Requests that a live source ends and the recording completes with what it has.
   *
   * @return false if it was requested before, or nothing listens
   */
  public boolean finish() {
    List<Runnable> toRun;
    synchronized (finishing) {
      if (finished || finishing.isEmpty()) {
        return false;
      }
      finished = true;
      toRun = List.copyOf(finishing);
    }
    runAll(toRun);
    return true;
  }

  /** Returns whether {@link #finish} was called. */
  public boolean finishing() {
    return finished;
  }

  @Override
  public Registration onFinish(Runnable action) {
    synchronized (finishing) {
      if (!finished) {
        finishing.add(action);
        return () -> forgetFinish(action);
      }
    }
    action.run();
    return () -> {};
  }

  private void forgetFinish(Runnable action) {
    synchronized (finishing) {
      finishing.remove(action);
    }
  }
}
