package dev.sluice.shows.spotify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.service.JsonApi;
import dev.sluice.shows.service.ResponseFields;
import dev.sluice.shows.service.ServiceResponse;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Spotify's Web API with an application's own credentials. Its pages are read as they come: entries
 * may be null, totals wrong and offsets ignored, so a list ends with the first page that brings
 * nothing new; if more is promised then, that is a failure, and no shorter list. Thread-safe.
 */
public final class SpotifyApi implements SpotifyCatalog {
  private static final int PAGE = 50;
  private static final int MAX_PAGES = 400;
  private static final int CALLS_A_MINUTE = 500;

  private final JsonApi service;
  private final SpotifyToken token;
  private final String address;
  private final String market;

  /**
   * @param credentials the operator's own
   */
  public SpotifyApi(WebClient web, InstantSource clock, SpotifyCredentials credentials) {
    this.service = new JsonApi("Spotify", web, clock, CALLS_A_MINUTE);
    this.token = new SpotifyToken(service, clock, credentials);
    this.address = credentials.api().uri().toString().replaceFirst("/+$", "");
    this.market = credentials.market();
  }

  @Override
  public SpotifyShow show(String id, Instant deadline) {
    return show(get("/v1/shows/%s?market=%s".formatted(id, market), deadline));
  }

  @Override
  public List<SpotifyEpisode> episodes(String id, Instant deadline) {
    Map<String, SpotifyEpisode> all = new LinkedHashMap<>();
    int offset = 0;
    for (int page = 0; page < MAX_PAGES; page++) {
      JsonNode answer =
          get(
              "/v1/shows/%s/episodes?market=%s&limit=%s&offset=%s"
                  .formatted(id, market, PAGE, offset),
              deadline);
      int before = all.size();
      int named = 0;
      JsonNode items = answer.path("items");
      for (JsonNode item : items) {
        Optional<SpotifyEpisode> episode = episode(item);
        named += episode.isPresent() ? 1 : 0;
        episode.ifPresent(one -> all.putIfAbsent(one.id(), one));
      }
      // A page may have fewer items than requested.
      offset += items.size();
      boolean more = answer.path("next").isTextual();
      // A page may hold nothing but nulls: what the market does not offer.
      boolean isBlank = named == 0 && !items.isEmpty();
      boolean nothingNew = all.size() == before && !isBlank;
      if (nothingNew && more) {
        throw new SluiceException(
            FailureCode.SOURCE_BROKEN,
            "Spotify says that there are more than %s episodes and gives none of them, so its list is not whole; ask again later, or give the address of the show's own feed as %s"
                .formatted(all.size(), RequestField.FEED.option()));
      }
      if (nothingNew || (!more && items.size() < PAGE)) {
        return new ArrayList<>(all.values());
      }
    }
    throw service.refused(
        "lists more than %s episodes, which is more than is read of a show"
            .formatted(MAX_PAGES * PAGE));
  }

  @Override
  public SpotifyEpisode.OfShow episode(String id, Instant deadline) {
    JsonNode answer = get("/v1/episodes/%s?market=%s".formatted(id, market), deadline);
    SpotifyEpisode episode = episode(answer).orElseThrow(() -> unknown());
    return new SpotifyEpisode.OfShow(episode, show(answer.path("show")));
  }

  private SpotifyShow show(JsonNode object) {
    String id = ResponseFields.text(object, "id").orElseThrow(() -> unknown());
    return new SpotifyShow(
        id,
        ResponseFields.line(object, "name").orElse("A show without a title"),
        ResponseFields.line(object, "publisher"),
        image(object));
  }

  private SluiceException unknown() {
    return new SluiceException(
        FailureCode.SHOW_NOT_FOUND,
        "Spotify does not offer it in the market %s; check the URL, and the setting spotify-market"
            .formatted(market));
  }

  private static Optional<SpotifyEpisode> episode(JsonNode item) {
    return ResponseFields.text(item, "id")
        .map(
            id ->
                new SpotifyEpisode(
                    id,
                    ResponseFields.line(item, "name").orElse(""),
                    ResponseFields.text(item, "description"),
                    ResponseFields.text(item, "release_date").flatMap(SpotifyApi::day),
                    ResponseFields.millis(item, "duration_ms"),
                    image(item)));
  }

  // A month or a year alone is no day.
  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<SourceUrl> image(JsonNode object) {
    JsonNode largest = null;
    for (JsonNode image : object.path("images")) {
      boolean larger =
          largest == null || image.path("width").asInt() > largest.path("width").asInt();
      if (larger && ResponseFields.url(image, "url").isPresent()) {
        largest = image;
      }
    }
    return largest == null ? Optional.empty() : ResponseFields.url(largest, "url");
  }

  private JsonNode get(String question, Instant deadline) {
    URI uri = URI.create(address + question);
    String bearer = token.valid(deadline);
    ServiceResponse answer = ask(uri, bearer, deadline);
    if (answer.status() == 401) {
      // A token may end before its time; one that is fresh and refused is another matter.
      answer = ask(uri, token.instead(bearer, deadline), deadline);
    }
    return switch (answer.status()) {
      case 200 -> service.tree(answer);
      case 401 -> throw service.refused("refuses a token that it has just given (HTTP 401)");
      case 403 ->
          throw service.refused(
              "refuses this application (HTTP 403): look at it in Spotify's dashboard for"
                  + " developers; its owner may need a subscription, or it may lack access to this"
                  + " market");
      case 404 -> throw unknown();
      default -> throw service.refusal(answer);
    };
  }

  private ServiceResponse ask(URI uri, String bearer, Instant deadline) {
    return service.ask(
        WebClient.Request.get(
            uri, Map.of("Authorization", "Bearer " + bearer), service.patience(deadline)),
        deadline);
  }
}
