package dev.sluice.core.tenant;

import java.util.Objects;

/** A text that must not be shown: {@link #toString()} returns {@code ***}. */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = Objects.requireNonNull(value);
  }

  /** Returns a secret with this text. */
  public static Secret of(String value) {
    return new Secret(value);
  }

  /** Returns the text itself, for the call that needs it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
