package dev.sluice.core.tenant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

  /** Returns the SHA-256 of the key, in hex: what is stored, since keys may contain secrets. */
  public IdempotencyKey hashed() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return new IdempotencyKey(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns {@code ***}: a key may contain secrets. */
  @Override
  public String toString() {
    return "***";
  }
}
