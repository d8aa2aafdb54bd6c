package dev.sluice.app.wiring;

/**
 * What a check-up found.
 *
 * @param what was looked at
 * @param found a short text
 * @param advice what to do; empty when all is well
 */
public record Finding(String what, State state, String found, String advice) {
  /** How it stands. */
  public enum State {
    OK("ok"),
    /** It works without, though less. */
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

  static Finding optional(String what, String found, String advice) {
    return new Finding(what, State.OPTIONAL, found, advice);
  }

  static Finding needed(String what, String found, String advice) {
    return new Finding(what, State.NEEDED, found, advice);
  }
}
