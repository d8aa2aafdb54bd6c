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

  /** The http(s) URL that is meant; empty where none is. */
  public static Optional<SourceUrl> resolved(URI base, String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty() || trimmed.length() > SourceUrl.MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      return Optional.of(SourceUrl.resolve(base, trimmed));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The scheme in lower case; empty for an address that is relative. */
  public static Optional<String> scheme(String text) {
    Matcher matcher = SCHEME.matcher(text.strip());
    return matcher.matches()
        ? Optional.of(matcher.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }
}
