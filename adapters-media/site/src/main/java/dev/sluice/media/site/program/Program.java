package dev.sluice.media.site.program;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A running program, without this process's environment. Killing it kills its children as well.
 * Thread-safe.
 */
public final class Program {
  private static final System.Logger LOG = System.getLogger(Program.class.getName());
  private static final int LONGEST_ERROR = 64 << 10;

  private final Process process;
  private final CompletableFuture<String> errors;

  private Program(Process process) {
    this.process = process;
    this.errors =
        CompletableFuture.supplyAsync(
            () -> readTail(process.getErrorStream()), work -> onOwnThread("errors", work));
  }

  /**
   * How a program is run.
   *
   * @param words the program and its arguments, which every user of the machine can read
   * @param input its whole standard input
   * @param environment its whole environment
   * @param folder its working directory
   */
  public record Command(
      List<String> words, String input, Map<String, String> environment, Path folder) {
    public Command {
      words = List.copyOf(words);
      environment = Map.copyOf(environment);
    }
  }

  /**
   * Starts a program.
   *
   * @throws SluiceException INTERNAL if it does not start
   */
  public static Program start(Command command) {
    ProcessBuilder builder =
        new ProcessBuilder(command.words()).directory(command.folder().toFile());
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    try {
      Program program = new Program(builder.start());
      onOwnThread("input", () -> program.write(command.input()));
      return program;
    } catch (IOException e) {
      throw startFailure(command, e);
    }
  }

  // A program that ends without reading its input says why in its errors.
  private void write(String input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "A program did not read its input", e);
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

  // It blocks, which threads of the common pool must not.
  private static void onOwnThread(String name, Runnable work) {
    Thread thread = new Thread(work, "sluice-program-" + name);
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

  static SluiceException startFailure(Command command, IOException e) {
    return new SluiceException(
        FailureCode.INTERNAL,
        "%s does not start; run sluice doctor".formatted(command.words().get(0)),
        e);
  }
}
