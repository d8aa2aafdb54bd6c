package dev.sluice.testkit.fake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a strict fake has seen that no caller may do. It is thrown at the caller and remembered too,
 * since a caller under test may swallow it.
 */
final class Complaints {
  private final List<String> all = new CopyOnWriteArrayList<>();

  /** Remembers the sentence; to be thrown. */
  IllegalStateException about(String sentence) {
    all.add(sentence);
    return new IllegalStateException(sentence);
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
