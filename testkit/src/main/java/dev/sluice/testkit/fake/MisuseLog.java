package dev.sluice.testkit.fake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A record of what callers did to a strict fake although the port forbids it. Each entry is thrown
 * as well; the record remains where the code under test swallows the exception.
 */
final class MisuseLog {
  private final List<String> all = new CopyOnWriteArrayList<>();

  /** Records the sentence and returns an exception for the caller to throw. */
  IllegalStateException about(String sentence) {
    all.add(sentence);
    return new IllegalStateException(sentence);
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
