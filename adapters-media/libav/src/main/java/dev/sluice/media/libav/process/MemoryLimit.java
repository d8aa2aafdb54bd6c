package dev.sluice.media.libav.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The limit of this process's own memory, watched while a call runs. A failed allocation seldom
 * says so: libav skips the frame or the index that it was for, and the result lacks a part. So the
 * process ends before allocations fail. Only Linux tells a process its memory.
 */
final class MemoryLimit {
  /** The exit code of a JVM with {@code ExitOnOutOfMemoryError}. */
  static final int EXIT_OUT_OF_MEMORY = 3;

  /** What a process may take between two looks at it: libav's largest allocation. */
  static final long SLACK = 512L << 20;

  private static final long WATCH_MILLIS = 100;

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String OWN_MEMORY = "RssAnon:";

  private final long bytes;
  private boolean isWatched;

  MemoryLimit(long bytes) {
    this.bytes = bytes;
  }

  /** Starts a thread that ends the process beyond the limit. */
  void start() {
    if (own() < 0) {
      return;
    }
    Thread thread = new Thread(this::watch, "sluice-memory");
    thread.setDaemon(true);
    thread.start();
  }

  /** Sets whether a call runs. */
  synchronized void watch(boolean isCalled) {
    isWatched = isCalled;
    notifyAll();
  }

  private void watch() {
    while (own() <= bytes) {
      pause();
    }
    Runtime.getRuntime().halt(EXIT_OUT_OF_MEMORY);
  }

  private synchronized void pause() {
    try {
      wait(WATCH_MILLIS);
      while (!isWatched) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a child", e);
    }
  }

  /** Returns the bytes of memory that are no part of a file; −1 if the system does not say. */
  private static long own() {
    try {
      String status = Files.readString(STATUS, StandardCharsets.ISO_8859_1);
      int from = status.indexOf(OWN_MEMORY);
      if (from < 0) {
        return -1;
      }
      String line = status.substring(from + OWN_MEMORY.length(), status.indexOf('\n', from));
      return Long.parseLong(line.replace("kB", "").strip()) << 10;
    } catch (IOException e) {
      return -1;
    }
  }
}
