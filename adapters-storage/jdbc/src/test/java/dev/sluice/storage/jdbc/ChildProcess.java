package dev.sluice.storage.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that runs a test's main class and can be killed. */
public final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final Path complaints;
  private final BufferedReader output;

  private ChildProcess(Process process, Path complaints) {
    this.process = process;
    this.complaints = complaints;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  public static ChildProcess run(Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(Arrays.asList(arguments));
    try {
      Path complaints = Files.createTempFile("sluice-child", ".err");
      return new ChildProcess(
          new ProcessBuilder(command).redirectError(complaints.toFile()).start(), complaints);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the next complete line; null at the end. */
  public String line() {
    try {
      return output.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the next complete line of a process that has not ended. */
  public String lineOfLiving() {
    String line = line();
    if (line == null) {
      try {
        throw new AssertionError("the child ended by itself: " + Files.readString(complaints));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return line;
  }

  /** Kills it as kill -9 does, and returns the complete lines that it had still written. */
  public List<String> killed() {
    // By its handle: Process.destroyForcibly would close the stream that we still read.
    process.toHandle().destroyForcibly();
    List<String> rest = new ArrayList<>();
    for (String line = line(); line != null; line = line()) {
      rest.add(line);
    }
    await();
    return rest;
  }

  public void tell(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes its input, and waits for its end. */
  public int ended() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return await();
  }

  private int await() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the child does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Files.deleteIfExists(complaints);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
