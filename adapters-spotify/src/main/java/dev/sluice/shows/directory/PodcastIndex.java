package dev.sluice.shows.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.Secret;
import dev.sluice.shows.service.JsonApi;
import dev.sluice.shows.service.ResponseFields;
import dev.sluice.shows.service.ServiceResponse;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Podcast Index, with the operator's own keys. Thread-safe. */
public final class PodcastIndex implements ShowDirectory {
  /** The address of the service. */
  public static final SourceUrl ADDRESS = SourceUrl.parse("https://api.podcastindex.org");

  private static final int CALLS_A_MINUTE = 60;
  private static final int HITS = 10;

  private final JsonApi service;
  private final InstantSource clock;
  private final String address;
  private final String key;
  private final Secret secret;

  /**
   * @param address {@link #ADDRESS}, but for tests
   */
  public PodcastIndex(
      WebClient web, InstantSource clock, SourceUrl address, String key, Secret secret) {
    this.service = new JsonApi("Podcast Index", web, clock, CALLS_A_MINUTE);
    this.clock = Objects.requireNonNull(clock);
    this.address = Objects.requireNonNull(address).uri().toString().replaceFirst("/+$", "");
    this.key = Objects.requireNonNull(key);
    this.secret = Objects.requireNonNull(secret);
  }

  @Override
  public String name() {
    return service.name();
  }

  @Override
  public List<FoundFeed> search(String title, Instant deadline) {
    String term = URLEncoder.encode(title, StandardCharsets.UTF_8);
    URI question =
        URI.create("%s/api/1.0/search/byterm?q=%s&max=%s".formatted(address, term, HITS));
    ServiceResponse answer =
        service.ask(
            WebClient.Request.get(question, signed(), service.patience(deadline)), deadline);
    if (answer.status() == 401 || answer.status() == 403) {
      throw service.refused(
          "does not accept the keys (HTTP %s): check podcast-index-key, podcast-index-secret, and this machine's clock, which may be three minutes off at most"
              .formatted(answer.status()));
    }
    if (answer.status() != 200) {
      throw service.refusal(answer);
    }
    List<FoundFeed> found = new ArrayList<>();
    for (JsonNode feed : service.tree(answer).path("feeds")) {
      Optional<SourceUrl> address = ResponseFields.url(feed, "url");
      Optional<String> name = ResponseFields.line(feed, "title");
      if (address.isPresent() && name.isPresent()) {
        found.add(new FoundFeed(address.get(), name.get()));
      }
    }
    return found;
  }

  // As its documentation has it: the hash of key, secret and the moment, one after the other.
  private Map<String, String> signed() {
    String moment = Long.toString(clock.instant().getEpochSecond());
    return Map.of(
        "X-Auth-Key",
        key,
        "X-Auth-Date",
        moment,
        "Authorization",
        sha1(key + secret.reveal() + moment),
        "User-Agent",
        "Sluice");
  }

  private static String sha1(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
