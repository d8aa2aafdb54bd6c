package dev.sluice.shows.feed.text;

import dev.sluice.core.request.SourceUrl;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves the addresses in a feed. Pure. */
public final class FeedLinks {
  private static final Pattern SCHEME =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):.*", Pattern.DOTALL);

  private FeedLinks() {}

  /**
   * Returns the http(s) URL that is meant; empty if there is none. An address on the feed's own
   * host, with the same scheme and port, gets the credentials of the feed's URL.
   */
  public static Optional<SourceUrl> resolved(URI base, String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.length() > SourceUrl.MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(withCredentials(base, SourceUrl.resolve(base, trimmed)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static SourceUrl withCredentials(URI base, SourceUrl url) {
    URI uri = url.uri();
    boolean isOwn =
        base.getRawUserInfo() != null
            && uri.getRawUserInfo() == null
            && uri.getScheme().equalsIgnoreCase(base.getScheme())
            && uri.getHost().equalsIgnoreCase(base.getHost())
            && port(uri) == port(base);
    if (!isOwn) {
      return url;
    }
    String text = uri.toString();
    int host = text.indexOf("://") + 3;
    return SourceUrl.parse(
        text.substring(0, host) + base.getRawUserInfo() + "@" + text.substring(host));
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  /** The scheme in lower case; empty for an address that is relative. */
  public static Optional<String> scheme(String text) {
    Matcher matcher = SCHEME.matcher(text.strip());
    return matcher.matches()
        ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
