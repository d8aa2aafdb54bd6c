package dev.sluice.shows.apple;

import dev.sluice.core.request.SourceUrl;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The show or episode that a URL of Apple Podcasts points to.
 *
 * @param show Apple's number of the show
 * @param episode Apple's number of an episode; empty if the show is meant
 * @param country the shop that the URL was taken from, two letters in lower case
 */
public record AppleLink(String show, Optional<String> episode, Optional<String> country) {
  private static final Pattern PATH =
      Pattern.compile("(?:/(?<country>[a-zA-Z]{2}))?(?:/[^/]+)*?/id(?<show>\\d{1,18})/?");

  private static final Pattern EPISODE = Pattern.compile("(?:^|&)i=(\\d{1,18})(?:&|$)");

  public AppleLink {
    Objects.requireNonNull(show);
    Objects.requireNonNull(episode);
    Objects.requireNonNull(country);
  }

  /** Parses a URL; empty if it does not point to a show on Apple Podcasts. */
  public static Optional<AppleLink> of(SourceUrl url) {
    String path = url.uri().getRawPath() == null ? "" : url.uri().getRawPath();
    Matcher parts = PATH.matcher(path);
    boolean isHost =
        url.host().equals("podcasts.apple.com")
            || (url.host().equals("itunes.apple.com") && path.contains("/podcast/"));
    if (!isHost || !parts.matches()) {
      return Optional.empty();
    }
    String query = url.uri().getRawQuery() == null ? "" : url.uri().getRawQuery();
    Matcher episode = EPISODE.matcher(query);
    return Optional.of(
        new AppleLink(
            parts.group("show"),
            episode.find() ? Optional.of(episode.group(1)) : Optional.empty(),
            Optional.ofNullable(parts.group("country")).map(c -> c.toLowerCase(Locale.ROOT))));
  }

  /** The show's page in its shortest spelling. */
  public SourceUrl page() {
    return SourceUrl.parse("https://podcasts.apple.com/podcast/id" + show);
  }
}
