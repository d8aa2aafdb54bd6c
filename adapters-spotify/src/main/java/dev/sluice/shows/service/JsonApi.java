package dev.sluice.shows.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.shared.ExpiringCache;
import dev.sluice.core.shared.RetryAfter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Calls one service that responds in JSON. Its clients interpret the responses, and the statuses
 * with a meaning of their own. Messages name the service and never the URL, which may contain a
 * key. Thread-safe.
 */
public final class JsonApi {
  private static final int MAX_BYTES = 8 << 20;
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);
  private static final Duration USUAL_WAIT = Duration.ofMinutes(1);

  /** A pause that is waited for; for a longer one the caller may come back. */
  private static final Duration SHORT_WAIT = Duration.ofSeconds(5);

  /** How long, and how many characters of, responses are cached. */
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final long MAX_CACHED = 4L << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final WebClient web;
  private final InstantSource clock;
  private final RateLimiter pace;
  private final ExpiringCache<URI, JsonNode> cache;

  /**
   * @param name for sentences, such as {@code Spotify}
   * @param callsAMinute the limit of our calls
   */
  public JsonApi(String name, WebClient web, InstantSource clock, int callsAMinute) {
    this.name = Objects.requireNonNull(name);
    this.web = Objects.requireNonNull(web);
    this.clock = Objects.requireNonNull(clock);
    this.pace = new RateLimiter(name, callsAMinute, clock);
    this.cache = new ExpiringCache<>(clock, LIFETIME, MAX_CACHED);
  }

  public String name() {
    return name;
  }

  /**
   * Returns the JSON of a response with status 200, from a cache of some minutes.
   *
   * @throws SluiceException SHOW_NOT_FOUND for 404; SERVICE_LIMITED, SERVICE_REFUSED; SHOW_TIMEOUT
   *     at the deadline; those of category SOURCE
   */
  public JsonNode get(URI question, Map<String, String> headers, Instant deadline) {
    return get(question, headers, deadline, answer -> false);
  }

  /**
   * Returns the JSON of a service that reports its limits in its own way.
   *
   * @param isLimit whether a response other than 200 and 429 reports a limit
   */
  public JsonNode get(
      URI question,
      Map<String, String> headers,
      Instant deadline,
      Predicate<ServiceResponse> isLimit) {
    checkTime(deadline);
    Optional<JsonNode> before = cache.get(question);
    if (before.isPresent()) {
      return before.get();
    }
    ServiceResponse answer =
        ask(WebClient.Request.get(question, headers, patience(deadline)), deadline);
    if (answer.status() != 200) {
      throw isLimit.test(answer) ? limited(answer) : refusal(answer);
    }
    JsonNode tree = tree(answer);
    cache.put(question, tree, answer.body().length());
    return tree;
  }

  /**
   * Sends a request past the cache; every status is a response. A service that asks to wait a few
   * seconds gets the request once more after them.
   */
  public ServiceResponse ask(WebClient.Request request, Instant deadline) {
    ServiceResponse answer = askOnce(request, deadline);
    Optional<Duration> wait = answer.retryAfter().filter(time -> answer.status() == 429);
    if (wait.isEmpty()
        || wait.get().compareTo(SHORT_WAIT) > 0
        || !clock.instant().plus(wait.get()).isBefore(deadline)) {
      return answer;
    }
    pause(wait.get());
    return askOnce(request, deadline);
  }

  private void pause(Duration wait) {
    try {
      // Nothing ends it but the time or an interrupt.
      boolean ended = new CountDownLatch(1).await(wait.toMillis(), TimeUnit.MILLISECONDS);
      if (ended) {
        throw new IllegalStateException("a latch that nobody counts down has opened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SluiceException(
          FailureCode.INTERRUPTED, "Waiting for %s was interrupted".formatted(name), e);
    }
  }

  private ServiceResponse askOnce(WebClient.Request request, Instant deadline) {
    checkTime(deadline);
    pace.take();
    try (WebClient.Response response = web.send(request)) {
      return new ServiceResponse(response.status(), RetryAfter.of(response), body(response));
    } catch (SluiceException e) {
      // The request was silent until the deadline.
      if (e.code() == FailureCode.SOURCE_STALLED) {
        checkTime(deadline);
      }
      throw e;
    }
  }

  /** Returns how long the next request may be silent. */
  public Duration patience(Instant deadline) {
    Duration left = Duration.between(clock.instant(), deadline);
    Duration patience = left.compareTo(LONGEST_SILENCE) < 0 ? left : LONGEST_SILENCE;
    return patience.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : patience;
  }

  /**
   * Parses a response that must be a JSON object.
   *
   * @throws SluiceException SOURCE_BROKEN if it is something else
   */
  public JsonNode tree(ServiceResponse answer) {
    try {
      JsonNode tree = JSON.readTree(answer.body());
      if (tree != null && tree.isObject()) {
        return tree;
      }
    } catch (JsonProcessingException e) {
      // Its message would repeat what was sent.
    }
    throw new SluiceException(
        FailureCode.SOURCE_BROKEN, name + " did not send a JSON object; ask again later");
  }

  /** Returns the failure for a status other than 200, unless its client knows better. */
  public SluiceException refusal(ServiceResponse answer) {
    int status = answer.status();
    if (status == 429) {
      return limited(answer);
    }
    if (status == 404) {
      return new SluiceException(
          FailureCode.SHOW_NOT_FOUND,
          "%s does not know it (HTTP 404); check the URL".formatted(name));
    }
    if (status >= 500) {
      return new SluiceException(
          FailureCode.SOURCE_BROKEN,
          "The server of %s failed (HTTP %s); ask again later".formatted(name, status));
    }
    return refused("refused the request (HTTP %s)".formatted(status));
  }

  /** Returns the failure for a service that limits our calls, and pauses them. */
  public SluiceException limited(ServiceResponse answer) {
    return pace.closed(answer.retryAfter().orElse(USUAL_WAIT));
  }

  /**
   * @param what follows the service's name in the sentence
   */
  public SluiceException refused(String what) {
    return new SluiceException(FailureCode.SERVICE_REFUSED, name + " " + what);
  }

  private void checkTime(Instant deadline) {
    if (!clock.instant().isBefore(deadline)) {
      throw new SluiceException(
          FailureCode.SHOW_TIMEOUT, "%s did not respond in time; ask again later".formatted(name));
    }
  }

  private String body(WebClient.Response response) {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new SluiceException(
            FailureCode.SOURCE_BROKEN, "%s sent more than %s MB".formatted(name, MAX_BYTES >> 20));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.SOURCE_BROKEN, name + " broke off its response; ask again later", e);
    }
  }
}
