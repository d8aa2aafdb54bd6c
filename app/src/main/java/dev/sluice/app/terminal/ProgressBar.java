package dev.sluice.app.terminal;

import dev.sluice.core.job.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * A line that redraws itself: progress, rate and time left. Rate and time left come from the last
 * few seconds, so that a slow beginning does not haunt the rest. Not thread-safe.
 */
public final class ProgressBar {
  private static final int CELLS = 24;
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final String ERASE_LINE = "\r\u001b[K";

  private record Sample(Instant at, long bytes, double percent) {}

  private final PrintWriter err;
  private final InstantSource clock;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private double farthest;
  private boolean drawn;

  public ProgressBar(PrintWriter err, InstantSource clock) {
    this.err = err;
    this.clock = clock;
  }

  /** Redraws the line. */
  public void show(Progress progress) {
    err.print(ERASE_LINE + line(progress));
    err.flush();
    drawn = true;
  }

  /** Erases the line, if there is one. */
  public void clear() {
    if (drawn) {
      err.print(ERASE_LINE);
      err.flush();
      drawn = false;
    }
  }

  /** Returns the line for this progress, given those before it. */
  String line(Progress progress) {
    Instant now = clock.instant();
    // The first percents are guessed from the download; a better guess may be lower.
    farthest = Math.max(farthest, progress.percent());
    samples.addLast(new Sample(now, progress.bytesDownloaded(), farthest));
    while (samples.size() > 2 && samples.peekFirst().at().isBefore(now.minus(WINDOW))) {
      samples.removeFirst();
    }
    StringBuilder line = new StringBuilder();
    int full = (int) Math.round(farthest / 100 * CELLS);
    line.append('[').append("#".repeat(full)).append("-".repeat(CELLS - full)).append("] ");
    line.append(String.format(Locale.ROOT, "%5.1f %%  ", farthest));
    line.append(HumanFormat.bytes(progress.bytesDownloaded()));
    progress.bytesTotal().ifPresent(total -> line.append(" of ").append(HumanFormat.bytes(total)));
    appendSpeed(line);
    return line.toString();
  }

  private void appendSpeed(StringBuilder line) {
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    double seconds = Duration.between(first.at(), last.at()).toMillis() / 1000.0;
    if (seconds <= 0) {
      return;
    }
    long rate = Math.round((last.bytes() - first.bytes()) / seconds);
    line.append("  ").append(HumanFormat.bytes(Math.max(0, rate))).append("/s");
    double percentRate = (last.percent() - first.percent()) / seconds;
    if (percentRate > 0) {
      long left = (long) Math.ceil((100 - last.percent()) / percentRate);
      line.append("  ").append(HumanFormat.clock(Duration.ofSeconds(left))).append(" left");
    }
  }
}
