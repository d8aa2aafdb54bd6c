package dev.sluice.shows.spotify;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.service.JsonApi;
import dev.sluice.shows.service.ResponseFields;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/** Spotify's oEmbed, which needs no credentials and has the titles of pages. Thread-safe. */
public final class SpotifyOembed implements SpotifyTitles {
  /** The address of the service. */
  public static final SourceUrl ADDRESS = SourceUrl.parse("https://open.spotify.com/oembed");

  private static final int CALLS_A_MINUTE = 60;

  private final JsonApi service;
  private final String address;

  /**
   * @param address {@link #ADDRESS}, but for tests
   */
  public SpotifyOembed(WebClient web, InstantSource clock, SourceUrl address) {
    this.service = new JsonApi("Spotify", web, clock, CALLS_A_MINUTE);
    this.address = Objects.requireNonNull(address).uri().toString();
  }

  @Override
  public String title(SourceUrl page, Instant deadline) {
    String asked = URLEncoder.encode(page.uri().toString(), StandardCharsets.UTF_8);
    URI question = URI.create(address + (address.contains("?") ? "&" : "?") + "url=" + asked);
    return ResponseFields.line(service.get(question, Map.of(), deadline), "title")
        .orElseThrow(
            () ->
                new SluiceException(
                    FailureCode.SHOW_NOT_FOUND,
                    "Spotify has no title for %s; check the URL".formatted(page)));
  }
}
