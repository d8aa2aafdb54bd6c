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
 * One run of a program: with no input and nothing of our environment, within a time, with so much
 * output at most, and gone with its children when it is not wanted any more.
 *
 * @param out what it wrote to its standard output
 * @param err the end of what it wrote to its standard error
 */
public record ProgramRun(int exitCode, byte[] out, String err) {
  /**
   * @param environment all of it
   * @param folder where it works
   * @throws SluiceException SOURCE_STALLED after {@code most}; NOT_MEDIA if it writes more than
   *     {@code mostBytes}; INTERNAL if it does not start; the scope's reason if that ends
   */
  public static ProgramRun of(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Duration most,
      int mostBytes,
      FetchScope scope) {
    Program program = Program.start(command, environment, folder);
    AtomicReference<SluiceException> ended = new AtomicReference<>();
    CompletableFuture<Void> deadline =
        CompletableFuture.runAsync(
            () -> end(program, ended, late(most)),
            CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
    try (StageMonitor.Registration onEnd =
        scope.onEnd(() -> end(program, ended, new SluiceException(FailureCode.CANCELLED, "")))) {
      byte[] out = program.out().readNBytes(mostBytes + 1);
      if (out.length > mostBytes) {
        end(program, ended, tooMuch(mostBytes));
      }
      int code = program.exitCode();
      String said = program.errors();
      scope.check();
      if (ended.get() != null) {
        throw ended.get();
      }
      return new ProgramRun(code, out, said);
    } catch (IOException e) {
      scope.check();
      throw ended.get() != null ? ended.get() : Program.broken(command, e);
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

  private static SluiceException late(Duration most) {
    return new SluiceException(
        FailureCode.SOURCE_STALLED,
        "yt-dlp took longer than %d s to look at the page".formatted(most.toSeconds()));
  }

  private static SluiceException tooMuch(int mostBytes) {
    return new SluiceException(
        FailureCode.NOT_MEDIA,
        "yt-dlp has more than %d MB to say about the page".formatted(mostBytes >> 20));
  }
}
