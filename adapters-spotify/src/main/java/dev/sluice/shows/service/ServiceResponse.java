package dev.sluice.shows.service;

import java.time.Duration;
import java.util.Optional;

/**
 * The response of a service, not parsed yet.
 *
 * @param retryAfter how long it asks to wait
 */
public record ServiceResponse(int status, Optional<Duration> retryAfter, String body) {
  public boolean isEmpty() {
    return body.isBlank();
  }
}
