package dev.sluice.media.site.program;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.shared.LimitedInputStream;
import dev.sluice.media.web.origin.FetchScope;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The result of running a program without this process's environment, within a time limit and a
 * limit of its output. The program and its children are killed at the end.
 *
 * @param result what was read from its standard output; present if its exit code is 0
 * @param errors the last part of its standard error
 */
public record ProgramRun<T>(int exitCode, Optional<T> result, String errors) {
  /** Reads the standard output of a program while it runs. */
  public interface OutputReader<T> {
    /**
     * Returns what the output says. What is left of the output is ignored.
     *
     * @throws SluiceException the failure of a run that otherwise succeeds
     */
    T read(InputStream out) throws IOException;
  }

  /**
   * Runs a program to its end.
   *
   * @throws SluiceException SOURCE_STALLED after {@code timeLimit}; NOT_MEDIA if it writes more
   *     than {@code maxBytes}; INTERNAL if it does not start; the scope's failure if that ends; the
   *     reader's failure if the exit code is 0
   */
  public static <T> ProgramRun<T> of(
      Program.Command command,
      Duration timeLimit,
      int maxBytes,
      OutputReader<T> reader,
      FetchScope scope) {
    Program program = Program.start(command);
    AtomicReference<SluiceException> ended = new AtomicReference<>();
    CompletableFuture<Void> deadline =
        CompletableFuture.runAsync(
            () -> end(program, ended, timedOut(timeLimit)),
            CompletableFuture.delayedExecutor(timeLimit.toMillis(), TimeUnit.MILLISECONDS));
    try (StageMonitor.Registration onEnd =
        scope.onEnd(() -> end(program, ended, new SluiceException(FailureCode.CANCELLED, "")))) {
      InputStream out =
          new LimitedInputStream(program.out(), maxBytes, () -> tooMuchOutput(maxBytes));
      Optional<T> result = Optional.empty();
      Optional<SluiceException> unread = Optional.empty();
      try {
        result = Optional.of(reader.read(unclosable(out)));
      } catch (SluiceException e) {
        unread = Optional.of(e);
      }
      // Otherwise the program would wait for a reader, and not end.
      out.transferTo(OutputStream.nullOutputStream());
      int code = program.exitCode();
      String errors = program.errors();
      scope.check();
      if (ended.get() != null) {
        throw ended.get();
      }
      if (code == 0 && unread.isPresent()) {
        throw unread.get();
      }
      return new ProgramRun<>(code, result, errors);
    } catch (IOException e) {
      scope.check();
      throw ended.get() != null ? ended.get() : Program.startFailure(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(FailureCode.INTERRUPTED, "The job was interrupted", e);
    } finally {
      deadline.cancel(false);
      program.kill();
    }
  }

  private static void end(
      Program program, AtomicReference<SluiceException> ended, SluiceException why) {
    ended.compareAndSet(null, why);
    program.kill();
  }

  private static SluiceException timedOut(Duration timeLimit) {
    return new SluiceException(
        FailureCode.SOURCE_STALLED,
        "yt-dlp took longer than " + timeLimit.toSeconds() + " s to read the page");
  }

  private static SluiceException tooMuchOutput(int maxBytes) {
    return new SluiceException(
        FailureCode.NOT_MEDIA,
        "The page is larger than supported: yt-dlp lists more than " + (maxBytes >> 20) + " MB");
  }

  /** Returns a stream that a reader may close while the program still writes. */
  private static InputStream unclosable(InputStream out) {
    return new FilterInputStream(out) {
      @Override
      public void close() {}
    };
  }
}
