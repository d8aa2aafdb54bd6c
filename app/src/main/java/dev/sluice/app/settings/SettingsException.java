package dev.sluice.app.settings;

import java.util.List;

/** Settings that cannot be used: carries every problem, each a sentence without secrets. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  /**
   * @param problems at least one
   */
  public SettingsException(List<String> problems) {
    super(problems.get(0));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
