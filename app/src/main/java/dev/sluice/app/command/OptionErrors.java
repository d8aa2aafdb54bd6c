package dev.sluice.app.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Collects what is wrong with the values of a command's options. Not thread-safe. */
final class OptionErrors {
  private final List<String> sentences = new ArrayList<>();

  /** Calls the setter, if the option is present. */
  void set(String option, String value, Consumer<String> setter) {
    if (value != null) {
      tried(
          option,
          () -> {
            setter.accept(value);
            return value;
          });
    }
  }

  /**
   * Returns the value; the sentence of an IllegalArgumentException is collected.
   *
   * @param option in front of the sentence; empty for none
   */
  <T> Optional<T> tried(String option, Supplier<T> value) {
    try {
      return Optional.of(value.get());
    } catch (IllegalArgumentException e) {
      boolean named = option.isEmpty() || e.getMessage().startsWith("--");
      add(named ? e.getMessage() : option + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  void add(String sentence) {
    sentences.add(sentence);
  }

  int count() {
    return sentences.size();
  }

  /** Throws all sentences, if there is one. */
  void requireNone() {
    if (!sentences.isEmpty()) {
      throw new UsageException(sentences);
    }
  }

  /** The sentences about the values of a command's options. */
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ArrayList<String> sentences;

    UsageException(List<String> sentences) {
      super(String.join("; ", sentences));
      this.sentences = new ArrayList<>(sentences);
    }

    List<String> sentences() {
      return List.copyOf(sentences);
    }
  }
}
