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
 * A running program, without input and without this process's environment. Killing it kills its
 * children as well. Thread-safe.
 */
public final class Program {
  private static final int LONGEST_ERROR = 64 << 10;

  private final Process process;
  private final CompletableFuture<String> errors;

  private Program(Process process) {
    this.process = process;
    this.errors =
        CompletableFuture.supplyAsync(
            () -> readTail(process.getErrorStream()), Program::onOwnThread);
  }

  /**
   * Starts a program.
   *
   * @param environment the whole environment
   * @param folder the working directory
   * @throws SluiceException INTERNAL if it does not start
   */
  public static Program start(List<String> command, Map<String, String> environment, Path folder) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(nullDevice()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return new Program(builder.start());
    } catch (IOException e) {
      throw startFailure(command, e);
    }
  }

  /** Returns its standard output. */
  InputStream out() {
    return process.getInputStream();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Waits for its end and returns its exit code. */
  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** Waits for its end and returns the last part of its standard error. */
  public String errors() {
    return errors.join();
  }

  // The children are listed first: they are no longer known as such once their parent is gone.
  public void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private static File nullDevice() {
    return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
  }

  // It blocks, which threads of the common pool must not.
  private static void onOwnThread(Runnable work) {
    Thread thread = new Thread(work, "sluice-program-errors");
    thread.setDaemon(true);
    thread.start();
  }

  private static String readTail(InputStream in) {
    ByteArrayOutputStream tail = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    try (in) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (tail.size() > LONGEST_ERROR) {
          byte[] all = tail.toByteArray();
          tail.reset();
          tail.write(all, all.length / 2, all.length - all.length / 2);
        }
        tail.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // It was killed; the output until then is enough.
    }
    return tail.toString(StandardCharsets.UTF_8);
  }

  static SluiceException startFailure(List<String> command, IOException e) {
    return new SluiceException(
        FailureCode.INTERNAL, "%s does not start; run sluice doctor".formatted(command.get(0)), e);
  }
}
