package dev.sluice.media.site;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.media.http.FetchScope;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
record ProgramRun(int exitCode, byte[] out, String err) {
  private static final int LONGEST_ERROR = 64 << 10;

  /**
   * @param environment all of it
   * @param folder where it works
   * @throws SluiceException SOURCE_STALLED after {@code most}; NOT_MEDIA if it writes more than
   *     {@code mostBytes}; INTERNAL if it does not start; the scope's reason if that ends
   */
  static ProgramRun of(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Duration most,
      int mostBytes,
      FetchScope scope) {
    Process process = started(command, environment, folder);
    AtomicReference<SluiceException> ended = new AtomicReference<>();
    CompletableFuture<Void> deadline =
        CompletableFuture.runAsync(
            () -> end(process, ended, late(most)),
            CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
    try (StageMonitor.Registration onEnd =
        scope.onEnd(() -> end(process, ended, new SluiceException(FailureCode.CANCELLED, "")))) {
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> tail(process.getErrorStream()), ProgramRun::onItsOwn);
      byte[] out = process.getInputStream().readNBytes(mostBytes + 1);
      if (out.length > mostBytes) {
        end(process, ended, tooMuch(mostBytes));
      }
      int code = process.waitFor();
      String said = err.join();
      scope.check();
      if (ended.get() != null) {
        throw ended.get();
      }
      return new ProgramRun(code, out, said);
    } catch (IOException e) {
      scope.check();
      throw ended.get() != null ? ended.get() : broken(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(FailureCode.INTERRUPTED, "The job was interrupted", e);
    } finally {
      deadline.cancel(false);
      kill(process);
    }
  }

  private static Process started(
      List<String> command, Map<String, String> environment, Path folder) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(nothing()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw broken(command, e);
    }
  }

  private static File nothing() {
    return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
  }

  private static void end(
      Process process, AtomicReference<SluiceException> ended, SluiceException why) {
    ended.compareAndSet(null, why);
    kill(process);
  }

  // The children first are asked for, since nobody knows them as such once their parent is gone.
  private static void kill(Process process) {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  // It blocks, which the common pool must not.
  private static void onItsOwn(Runnable work) {
    Thread thread = new Thread(work, "sluice-program-errors");
    thread.setDaemon(true);
    thread.start();
  }

  private static String tail(InputStream in) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    try (in) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (kept.size() > LONGEST_ERROR) {
          byte[] all = kept.toByteArray();
          kept.reset();
          kept.write(all, all.length / 2, all.length - all.length / 2);
        }
        kept.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // It was killed; what it said until then is enough.
    }
    return kept.toString(StandardCharsets.UTF_8);
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

  private static SluiceException broken(List<String> command, IOException e) {
    return new SluiceException(
        FailureCode.INTERNAL, "%s does not start; see sluice doctor".formatted(command.get(0)), e);
  }
}
