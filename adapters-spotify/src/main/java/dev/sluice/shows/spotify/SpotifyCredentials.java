package dev.sluice.shows.spotify;

import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.Secret;
import java.util.Objects;

/**
 * An application of the operator's own, registered with Spotify, whose terms bind its tenant.
 *
 * @param market the country whose offer is listed, two letters in upper case; such applications
 *     must name one
 * @param api where the Web API answers
 * @param tokens where tokens are given out
 */
public record SpotifyCredentials(
    String id, Secret secret, String market, SourceUrl api, SourceUrl tokens) {
  /** The address of Spotify's Web API. */
  public static final SourceUrl API = SourceUrl.parse("https://api.spotify.com");

  /** The address of Spotify's tokens. */
  public static final SourceUrl TOKENS = SourceUrl.parse("https://accounts.spotify.com/api/token");

  public SpotifyCredentials {
    Objects.requireNonNull(id);
    Objects.requireNonNull(secret);
    Objects.requireNonNull(api);
    Objects.requireNonNull(tokens);
    if (!market.matches("[A-Z]{2}")) {
      throw new IllegalArgumentException("a market is a country's two letters, such as US");
    }
  }
}
