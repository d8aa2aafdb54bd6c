package dev.sluice.shows.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last answers of a service, for some minutes. Thread-safe. */
final class ResponseCache {
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final int MOST = 200;

  private record Kept(JsonNode answer, Instant until) {}

  private final InstantSource clock;
  private final Map<URI, Kept> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, Kept> eldest) {
          return size() > MOST;
        }
      };

  ResponseCache(InstantSource clock) {
    this.clock = clock;
  }

  synchronized Optional<JsonNode> find(URI question) {
    return Optional.ofNullable(answers.get(question))
        .filter(kept -> clock.instant().isBefore(kept.until()))
        .map(Kept::answer);
  }

  synchronized void keep(URI question, JsonNode answer) {
    answers.remove(question);
    answers.put(question, new Kept(answer, clock.instant().plus(KEPT)));
  }
}
