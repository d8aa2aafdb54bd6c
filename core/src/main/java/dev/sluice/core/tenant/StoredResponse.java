package dev.sluice.core.tenant;

import java.time.Instant;
import java.util.Objects;

/**
 * What a request was answered, to be said again whenever it comes again.
 *
 * @param text as the caller wants it back; nobody else reads it
 * @param until when the key may be used for something else
 */
public record StoredResponse(IdempotencyClaim hold, String text, Instant until) {
  public StoredResponse {
    Objects.requireNonNull(hold);
    Objects.requireNonNull(text);
    Objects.requireNonNull(until);
  }
}
