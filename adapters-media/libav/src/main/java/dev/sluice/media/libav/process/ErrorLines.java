package dev.sluice.media.libav.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last lines of a child's standard error. Thread-safe. */
final class ErrorLines {
  private static final int LINES = 60;
  private static final int LONGEST_LINE = 300;

  private final Deque<String> lines = new ArrayDeque<>();

  /** Reads to the end, in bounded memory whatever is written. */
  void readAll(InputStream stream) {
    StringBuilder line = new StringBuilder();
    try (Reader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          add(line.toString());
          line.setLength(0);
        } else if (line.length() < LONGEST_LINE) {
          line.append(Character.isISOControl(next) ? ' ' : (char) next);
        }
      }
    } catch (IOException ended) {
      // The process was killed.
    }
    add(line.toString());
  }

  private synchronized void add(String line) {
    if (line.isBlank()) {
      return;
    }
    if (lines.size() == LINES) {
      lines.removeFirst();
    }
    lines.add(line.strip());
  }

  private synchronized List<String> all() {
    return List.copyOf(lines);
  }

  /** Returns whether a line contains this text. */
  boolean mention(String text) {
    return all().stream().anyMatch(line -> line.contains(text));
  }

  /** Returns the line that says most: the native frame of a crash, or else the last one. */
  String cause() {
    List<String> all = all();
    String signal = "";
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).startsWith("#  SIG")) {
        signal = all.get(i).substring(1).strip();
      }
      if (all.get(i).contains("Problematic frame") && i + 1 < all.size()) {
        return signal + " in " + all.get(i + 1).substring(1).strip();
      }
    }
    return all.isEmpty() ? "" : all.get(all.size() - 1);
  }
}
