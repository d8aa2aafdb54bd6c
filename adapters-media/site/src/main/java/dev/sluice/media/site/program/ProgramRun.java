package dev.sluice.media.site.program;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.web.origin.FetchScope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The result of running a program without input and without this process's environment, within a
 * time limit and a limit of its output. The program and its children are killed at the end.
 *
 * @param out its standard output
 * @param errors the last part of its standard error
 */
public record ProgramRun(int exitCode, byte[] out, String errors) {
  /**
   * Runs a program to its end.
   *
   * @param environment the whole environment
   * @param folder the working directory
   * @throws SluiceException SOURCE_STALLED after {@code timeLimit}; NOT_MEDIA if it writes more
   *     than {@code maxBytes}; INTERNAL if it does not start; the scope's failure if that ends
   */
  public static ProgramRun of(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Duration timeLimit,
      int maxBytes,
      FetchScope scope) {
    Program program = Program.start(command, environment, folder);
    AtomicReference<SluiceException> ended = new AtomicReference<>();
    CompletableFuture<Void> deadline =
        CompletableFuture.runAsync(
            () -> end(program, ended, timedOut(timeLimit)),
            CompletableFuture.delayedExecutor(timeLimit.toMillis(), TimeUnit.MILLISECONDS));
    try (StageMonitor.Registration onEnd =
        scope.onEnd(() -> end(program, ended, new SluiceException(FailureCode.CANCELLED, "")))) {
      byte[] out = program.out().readNBytes(maxBytes + 1);
      if (out.length > maxBytes) {
        end(program, ended, tooMuchOutput(maxBytes));
      }
      int code = program.exitCode();
      String errors = program.errors();
      scope.check();
      if (ended.get() != null) {
        throw ended.get();
      }
      return new ProgramRun(code, out, errors);
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
}
