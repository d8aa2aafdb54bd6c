package dev.sluice.app.wiring;

/**
 * One result of a {@link Diagnosis}.
 *
 * @param what the thing that was checked
 * @param found a short text
 * @param advice what to do; empty when all is well
 */
public record Finding(String what, State state, String found, String advice) {
  /** The state of what was checked. */
  public enum State {
    OK("ok"),
    /** Sluice works with it, but something about it should change. */
    WARNING("warning"),
    /** Sluice works without it, but can do less. */
    OPTIONAL("missing, optional"),
    NEEDED("MISSING");

    private final String word;

    State(String word) {
      this.word = word;
    }

    @Override
    public String toString() {
      return word;
    }
  }

  static Finding ok(String what, String found) {
    return new Finding(what, State.OK, found, "");
  }

  static Finding warning(String what, String found, String advice) {
    return new Finding(what, State.WARNING, found, advice);
  }

  static Finding optional(String what, String found, String advice) {
    return new Finding(what, State.OPTIONAL, found, advice);
  }

  static Finding needed(String what, String found, String advice) {
    return new Finding(what, State.NEEDED, found, advice);
  }
}
