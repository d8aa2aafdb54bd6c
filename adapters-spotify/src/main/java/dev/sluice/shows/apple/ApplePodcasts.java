package dev.sluice.shows.apple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.directory.FoundFeed;
import dev.sluice.shows.directory.ShowDirectory;
import dev.sluice.shows.service.JsonApi;
import dev.sluice.shows.service.ResponseFields;
import dev.sluice.shows.service.ServiceResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Apple's lookup and search, which need no key and allow about twenty calls a minute. Above that
 * the response is an empty 403, which means a limit. Thread-safe.
 */
public final class ApplePodcasts implements ShowDirectory {
  /** The address of Apple's service. */
  public static final SourceUrl ADDRESS = SourceUrl.parse("https://itunes.apple.com");

  private static final int CALLS_A_MINUTE = 20;

  /** Apple returns no more than this. */
  private static final int MAX_EPISODES = 200;

  private static final int HITS = 10;

  private final JsonApi service;
  private final String address;

  /**
   * @param address {@link #ADDRESS}, but for tests
   */
  public ApplePodcasts(WebClient web, InstantSource clock, SourceUrl address) {
    this.service = new JsonApi("Apple Podcasts", web, clock, CALLS_A_MINUTE);
    this.address = Objects.requireNonNull(address).uri().toString().replaceFirst("/+$", "");
  }

  /**
   * A show as Apple lists it.
   *
   * @param feed empty where Apple does not publish it: for paid shows, and for its own
   */
  record Listed(String title, Optional<SourceUrl> feed) {}

  /**
   * An episode as Apple lists it.
   *
   * @param guid as in the feed, where Apple publishes it
   * @param media the URL of the feed's enclosure, where Apple publishes it
   * @param publishedAt where Apple publishes it
   */
  record ListedEpisode(
      String title,
      Optional<String> guid,
      Optional<SourceUrl> media,
      Optional<Instant> publishedAt) {}

  @Override
  public String name() {
    return service.name();
  }

  /**
   * @throws SluiceException SHOW_NOT_FOUND
   */
  Listed show(AppleLink link, Instant deadline) {
    JsonNode answer =
        get("/lookup?id=" + link.show() + "&entity=podcast" + country(link), deadline);
    for (JsonNode result : results(answer)) {
      if (ResponseFields.number(result, "collectionId").filter(link.show()::equals).isPresent()) {
        return new Listed(
            ResponseFields.line(result, "collectionName").orElse("A show without a title"),
            ResponseFields.url(result, "feedUrl"));
      }
    }
    throw new SluiceException(
        FailureCode.SHOW_NOT_FOUND,
        "Apple Podcasts knows no show %s%s; check the URL"
            .formatted(
                link.show(),
                link.country()
                    .map(c -> " in its shop for " + c.toUpperCase(Locale.ROOT))
                    .orElse("")));
  }

  /** Returns the episode that the link names; empty if it is not among those that Apple lists. */
  Optional<ListedEpisode> episode(AppleLink link, Instant deadline) {
    String question =
        "/lookup?id=%s&entity=podcastEpisode&limit=%s%s"
            .formatted(link.show(), MAX_EPISODES, country(link));
    for (JsonNode result : results(get(question, deadline))) {
      boolean meant = ResponseFields.number(result, "trackId").equals(link.episode());
      Optional<String> title = ResponseFields.line(result, "trackName");
      if (meant && title.isPresent()) {
        return Optional.of(
            new ListedEpisode(
                title.get(),
                ResponseFields.text(result, "episodeGuid"),
                ResponseFields.url(result, "episodeUrl"),
                ResponseFields.text(result, "releaseDate").flatMap(ApplePodcasts::instant)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<FoundFeed> search(String title, Instant deadline) {
    String term = URLEncoder.encode(title, StandardCharsets.UTF_8);
    String question = "/search?term=%s&media=podcast&entity=podcast&limit=%s".formatted(term, HITS);
    List<FoundFeed> found = new ArrayList<>();
    for (JsonNode result : results(get(question, deadline))) {
      Optional<SourceUrl> feed = ResponseFields.url(result, "feedUrl");
      Optional<String> name = ResponseFields.line(result, "collectionName");
      if (feed.isPresent() && name.isPresent()) {
        found.add(new FoundFeed(feed.get(), name.get()));
      }
    }
    return found;
  }

  private static String country(AppleLink link) {
    return link.country().map(country -> "&country=" + country).orElse("");
  }

  private JsonNode get(String question, Instant deadline) {
    return service.get(URI.create(address + question), Map.of(), deadline, ApplePodcasts::isLimit);
  }

  private static boolean isLimit(ServiceResponse answer) {
    return answer.status() == 403 && answer.isEmpty();
  }

  private static Iterable<JsonNode> results(JsonNode answer) {
    return answer.path("results");
  }
}
