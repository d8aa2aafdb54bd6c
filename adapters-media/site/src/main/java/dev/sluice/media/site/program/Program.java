package dev.sluice.media.site.program;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A program that runs: with no input and nothing of our environment. It is gone with its children
 * when it is killed. Thread-safe.
 */
public final class Program {
  private static final int LONGEST_ERROR = 64 << 10;

  private final Process process;
  private final CompletableFuture<String> errors;

  private Program(Process process) {
    this.process = process;
    this.errors =
        CompletableFuture.supplyAsync(() -> tail(process.getErrorStream()), Program::onItsOwn);
  }

  /**
   * @param environment all of it
   * @param folder where it works
   * @throws SluiceException INTERNAL if it does not start
   */
  public static Program start(List<String> command, Map<String, String> environment, Path folder) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(nothing()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw broken(command, e);
    }
  }

  /** What it writes to its standard output. */
  InputStream out() {
    return process.getInputStream();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** The end of what it wrote to its standard error; waits for its end. */
  public String errors() {
    return errors.join();
  }

  // The children first are asked for, since nobody knows them as such once their parent is gone.
  public void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private static File nothing() {
    return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
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

  static SluiceException broken(List<String> command, IOException e) {
    return new SluiceException(
        FailureCode.INTERNAL, "%s does not start; see sluice doctor".formatted(command.get(0)), e);
  }
}
