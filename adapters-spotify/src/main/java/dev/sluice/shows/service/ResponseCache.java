package dev.sluice.shows.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A cache of a service's last responses, for some minutes. Thread-safe. */
final class ResponseCache {
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final int MAX_RESPONSES = 200;

  private record CachedResponse(JsonNode answer, Instant until) {}

  private final InstantSource clock;
  private final Map<URI, CachedResponse> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, CachedResponse> eldest) {
          return size() > MAX_RESPONSES;
        }
      };

  ResponseCache(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Optional<JsonNode> find(URI question) {
    return Optional.ofNullable(answers.get(question))
        .filter(cached -> clock.instant().isBefore(cached.until()))
        .map(CachedResponse::answer);
  }

  synchronized void put(URI question, JsonNode answer) {
    answers.remove(question);
    answers.put(question, new CachedResponse(answer, clock.instant().plus(LIFETIME)));
  }
}
