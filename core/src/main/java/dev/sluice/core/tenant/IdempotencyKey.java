package dev.sluice.core.tenant;

import java.util.Locale;

/**
 * A key that a caller gives to a request, so that a repetition of the request is recognised.
 *
 * @param value 1 to 255 characters, not all of them blank and none of them a control character
 */
public record IdempotencyKey(String value) {
  private static final int LONGEST = 255;

  public IdempotencyKey {
    if (value.isBlank() || value.length() > LONGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "An idempotency key has 1 to %d characters, this one has %d",
              LONGEST,
              value.strip().length()));
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("An idempotency key must not contain control characters");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
