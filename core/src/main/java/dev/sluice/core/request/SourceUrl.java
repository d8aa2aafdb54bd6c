package dev.sluice.core.request;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of media or of a show: an absolute http(s) URL with a host, of at most {@value
 * #MAX_LENGTH} characters. Pasted text is repaired if its meaning is unambiguous: surrounding
 * spaces are removed, characters that are invalid in a URL are percent-encoded, international host
 * names are converted to ASCII, {@code spotify:show:…} becomes the corresponding link, and the
 * schemes of podcast programs ({@code feed:}, {@code pcast:}, {@code itpc:}) become http. {@link
 * #toString()} leaves out credentials and the query, so it is safe to log.
 */
public final class SourceUrl {
  /** The largest length of a URL, in characters. */
  public static final int MAX_LENGTH = 8_192;

  private static final String NO_HOST = "The URL names no host";
  private static final String BAD_HOST = "The URL's host is malformed";

  private static final Pattern PARTS =
      Pattern.compile(
          "(?<scheme>[hH][tT][tT][pP][sS]?):(?://(?<authority>[^/?#]*))?(?<rest>.*)",
          Pattern.DOTALL);

  /** The URI that Spotify's own programs copy instead of a link. */
  private static final Pattern SPOTIFY_NAME =
      Pattern.compile("spotify:(show|episode):([0-9A-Za-z]{22})");

  /** Links that open a feed in a podcast program. */
  private static final Pattern FEED_LINK =
      Pattern.compile(
          "(?i:(?:feed|pcast|itpc):(?<url>https?://.*)|(?:feed|pcast|itpc)://(?<rest>.*))",
          Pattern.DOTALL);

  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?<host>\\[[^\\]]*]|[^:\\[\\]]*)(?::(?<port>.*))?", Pattern.DOTALL);

  private static final Pattern ABSOLUTE =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

  private static final Pattern PATH_AND_REST =
      Pattern.compile("(?<path>[^?#]*)(?<rest>.*)", Pattern.DOTALL);

  private static final Pattern PORT = Pattern.compile("\\d{1,5}");
  private static final Pattern STRAY_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

  /** The encrypted URL, and why it cannot be decrypted. */
  private record Unreadable(String sealed, String reason) {}

  private final String text;
  private final URI uri;
  private final @Nullable Unreadable unreadable;

  private SourceUrl(String text, URI uri) {
    this(text, uri, null);
  }

  private SourceUrl(String text, URI uri, @Nullable Unreadable unreadable) {
    this.text = text;
    this.uri = uri;
    this.unreadable = unreadable;
  }

  /**
   * Parses a URL that a person typed or pasted.
   *
   * @throws IllegalArgumentException with a sentence for that person
   */
  public static SourceUrl parse(String text) {
    Objects.requireNonNull(text, "text");
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      throw new IllegalArgumentException("The URL is empty");
    }
    if (trimmed.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("The URL is longer than " + MAX_LENGTH + " characters");
    }
    Matcher named = SPOTIFY_NAME.matcher(trimmed);
    if (named.matches()) {
      return parse("https://open.spotify.com/" + named.group(1) + "/" + named.group(2));
    }
    Matcher feed = FEED_LINK.matcher(trimmed);
    if (feed.matches()) {
      String address =
          feed.group("url") == null ? "http://" + feed.group("rest") : feed.group("url");
      return new SourceUrl(trimmed, parse(address).uri);
    }
    Matcher parts = PARTS.matcher(trimmed);
    if (!parts.matches()) {
      throw new IllegalArgumentException("The URL must begin with http:// or https://");
    }
    if (parts.group("authority") == null) {
      throw new IllegalArgumentException(NO_HOST);
    }
    String healed =
        parts.group("scheme")
            + "://"
            + authority(parts.group("authority"))
            + encoded(parts.group("rest"), "");
    return new SourceUrl(trimmed, uri(healed));
  }

  /**
   * Returns a stored URL that cannot be decrypted. It can be shown and stored again; {@link #uri()}
   * fails.
   *
   * @param sealed the encrypted URL
   * @param shown what {@link #toString()} returned of it
   * @param reason a sentence for the caller that needs the URL
   * @throws IllegalArgumentException as {@link #parse}
   */
  public static SourceUrl unreadable(String sealed, String shown, String reason) {
    return new SourceUrl(shown, parse(shown).uri, new Unreadable(sealed, reason));
  }

  /**
   * Resolves a reference in a document at {@code base} (RFC 3986, 5.2): an absolute URL stays as it
   * is, any other is relative to the base.
   *
   * @param base an http(s) URL with a host
   * @throws IllegalArgumentException as {@link #parse}
   */
  public static SourceUrl resolve(URI base, String reference) {
    String text = reference.strip();
    if (ABSOLUTE.matcher(text).matches()) {
      return parse(text);
    }
    if (text.startsWith("//")) {
      return parse(base.getScheme() + ":" + text);
    }
    String root = base.getScheme() + "://" + base.getRawAuthority();
    String path =
        base.getRawPath() == null || base.getRawPath().isEmpty() ? "/" : base.getRawPath();
    if (text.startsWith("?")) {
      return parse(root + path + text);
    }
    if (text.isEmpty() || text.startsWith("#")) {
      String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
      return parse(root + path + query + text);
    }
    Matcher parts = PATH_AND_REST.matcher(text);
    parts.matches();
    String named = parts.group("path");
    String whole =
        named.startsWith("/") ? named : path.substring(0, path.lastIndexOf('/') + 1) + named;
    return parse(root + withoutDots(whole) + parts.group("rest"));
  }

  /** Removes "." and ".." from a path (RFC 3986, 5.2.4); empty segments stay. */
  private static String withoutDots(String path) {
    Deque<String> segments = new ArrayDeque<>();
    String last = "";
    for (String segment : path.substring(1).split("/", -1)) {
      last = segment;
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.equals(".")) {
        segments.add(segment);
      }
    }
    boolean isFolder = last.equals(".") || last.equals("..");
    return "/" + String.join("/", segments) + (isFolder && !segments.isEmpty() ? "/" : "");
  }

  // The message and the cause do not repeat the text: it may contain a password or a signature.
  private static URI uri(String healed) {
    try {
      URI uri = new URI(healed);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // After the repair, only the host can be invalid.
    }
    throw new IllegalArgumentException(BAD_HOST);
  }

  // A backslash is rejected: some parsers read it as a slash, so the host would be ambiguous.
  private static String authority(String text) {
    int at = text.lastIndexOf('@');
    Matcher address = HOST_AND_PORT.matcher(text.substring(at + 1));
    if (!address.matches() || text.indexOf('\\') >= 0) {
      throw new IllegalArgumentException(BAD_HOST);
    }
    String host = address.group("host");
    if (host.isEmpty()) {
      throw new IllegalArgumentException(NO_HOST);
    }
    String user = at < 0 ? "" : encoded(text.substring(0, at), "@/?#") + "@";
    return user + ascii(host) + port(address.group("port"));
  }

  private static String ascii(String host) {
    if (host.chars().allMatch(c -> c < 0x80)) {
      return host;
    }
    try {
      return IDN.toASCII(host, 0);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(BAD_HOST);
    }
  }

  private static String port(@Nullable String digits) {
    if (digits == null || digits.isEmpty()) {
      return "";
    }
    boolean number = PORT.matcher(digits).matches();
    if (!number || Integer.parseInt(digits) == 0 || Integer.parseInt(digits) > 65_535) {
      throw new IllegalArgumentException("The URL's port is not between 1 and 65535");
    }
    return ":" + digits;
  }

  /** Percent-encodes the characters that are invalid in a URL, and those in {@code more}. */
  private static String encoded(String rest, String more) {
    StringBuilder out = new StringBuilder(rest.length());
    boolean inFragment = false;
    for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      boolean escape =
          c <= 0x20
              || c >= 0x7f
              || "\"<>\\^`{|}[]".indexOf(c) >= 0
              || more.indexOf(c) >= 0
              || (c == '#' && inFragment);
      if (escape) {
        out.append(String.format(Locale.ROOT, "%%%02X", c));
      } else {
        out.append((char) c);
      }
      inFragment |= c == '#';
    }
    // A percent sign that does not begin an escape is a literal one.
    return STRAY_PERCENT.matcher(out).replaceAll("%25");
  }

  /**
   * Returns the URL as the caller gave it, with credentials and query. It must not be logged. If
   * the URL cannot be decrypted, this is what may be shown of it.
   */
  public String text() {
    return text;
  }

  /** Returns whether the text is a link that opens a feed in a podcast program. */
  public boolean isFeedLink() {
    return FEED_LINK.matcher(text).matches();
  }

  /**
   * Returns the URI to open.
   *
   * @throws SluiceException SECRET_UNREADABLE if the URL was stored and cannot be decrypted
   */
  public URI uri() {
    if (unreadable != null) {
      throw new SluiceException(FailureCode.SECRET_UNREADABLE, unreadable.reason());
    }
    return uri;
  }

  /** Returns the encrypted URL if it cannot be decrypted; then {@link #uri()} fails. */
  public Optional<String> sealed() {
    return Optional.ofNullable(unreadable).map(Unreadable::sealed);
  }

  /** Returns the host in lower case. */
  public String host() {
    return uri.getHost().toLowerCase(Locale.ROOT);
  }

  /** Returns the last part of the path, decoded; empty if the path ends with a slash. */
  public String lastSegment() {
    String path = uri.getPath() == null ? "" : uri.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceUrl that
        && uri.equals(that.uri)
        && sealed().equals(that.sealed());
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }

  /** Returns the scheme, host, port and path only. */
  @Override
  public String toString() {
    return redacted(uri);
  }

  /**
   * Returns the scheme, host, port and path of a URI: the parts that logs and messages may show.
   */
  public static String redacted(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return uri.getScheme() + "://" + uri.getHost() + port + path;
  }
}
