package dev.sluice.shows.spotify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.shows.service.JsonApi;
import dev.sluice.shows.service.ResponseFields;
import dev.sluice.shows.service.ServiceResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

/** The token of an application (OAuth 2.0, RFC 6749, 4.4), renewed when it ends. Thread-safe. */
final class SpotifyToken {
  private static final Duration EARLY = Duration.ofMinutes(1);
  private static final long USUAL_SECONDS = 3_600;

  private final JsonApi service;
  private final InstantSource clock;
  private final SpotifyCredentials credentials;
  private String token = "";
  private Instant until = Instant.MIN;

  SpotifyToken(JsonApi service, InstantSource clock, SpotifyCredentials credentials) {
    this.service = service;
    this.clock = clock;
    this.credentials = credentials;
  }

  /** Returns the current token while it is valid, else a new one. */
  synchronized String valid(Instant deadline) {
    return clock.instant().isBefore(until) ? token : fresh(deadline);
  }

  /** Returns another token than the rejected one; another caller may have fetched it already. */
  synchronized String instead(String refused, Instant deadline) {
    return token.equals(refused) ? fresh(deadline) : valid(deadline);
  }

  /**
   * Fetches a new token.
   *
   * @throws dev.sluice.core.failure.SluiceException SERVICE_REFUSED if the credentials are wrong
   */
  private String fresh(Instant deadline) {
    String pair = credentials.id() + ":" + credentials.secret().reveal();
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    WebClient.Request question =
        WebClient.Request.post(
            credentials.tokens().uri(),
            Map.of(
                "Authorization",
                "Basic " + basic,
                "Content-Type",
                "application/x-www-form-urlencoded"),
            "grant_type=client_credentials".getBytes(StandardCharsets.US_ASCII),
            service.patience(deadline));
    ServiceResponse answer = service.ask(question, deadline);
    if (answer.status() == 400 || answer.status() == 401) {
      throw service.refused(
          "does not accept the credentials (HTTP %s): check spotify-client-id and spotify-client-secret"
              .formatted(answer.status()));
    }
    if (answer.status() != 200) {
      throw service.refusal(answer);
    }
    JsonNode given = service.tree(answer);
    token =
        ResponseFields.text(given, "access_token")
            .orElseThrow(() -> service.refused("sent a response without a token"));
    long seconds =
        ResponseFields.number(given, "expires_in").map(Long::parseLong).orElse(USUAL_SECONDS);
    until = clock.instant().plusSeconds(seconds).minus(EARLY);
    return token;
  }
}
