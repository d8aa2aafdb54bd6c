package dev.sluice.core.request;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * Where the media is: an absolute http(s) URL with a host, at most {@value #MAX_LENGTH} characters.
 * Text as people paste it is healed where it has one meaning only: spaces at the ends are dropped,
 * characters that a URL may not hold are percent-encoded, international host names are put in their
 * ASCII form. {@link #toString()} leaves out credentials and the query, so it may stand in a log.
 */
public final class SourceUrl {
  /** The longest URL taken, in characters. */
  public static final int MAX_LENGTH = 8_192;

  private final String text;
  private final URI uri;

  private SourceUrl(String text, URI uri) {
    this.text = text;
    this.uri = uri;
  }

  /**
   * @throws IllegalArgumentException with a sentence for the person who typed it
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
    URI uri;
    try {
      uri = new URI(healed(trimmed));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IllegalArgumentException("The URL is malformed: " + e.getMessage(), e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("The URL must begin with http:// or https://");
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      throw new IllegalArgumentException("The URL names no host");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw new IllegalArgumentException("The URL's port is not between 1 and 65535");
    }
    return new SourceUrl(trimmed, uri);
  }

  private static String healed(String text) {
    int authority = text.indexOf("://");
    if (authority < 0) {
      return text;
    }
    int end = authority + 3;
    while (end < text.length() && "/?#\\".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String rest = text.substring(end);
    return text.substring(0, authority + 3)
        + asciiAuthority(text.substring(authority + 3, end))
        + encoded(rest);
  }

  private static String asciiAuthority(String authority) {
    int at = authority.lastIndexOf('@');
    String host = authority.substring(at + 1);
    boolean ascii = host.chars().allMatch(c -> c < 0x80);
    return ascii ? authority : authority.substring(0, at + 1) + IDN.toASCII(host, 0);
  }

  private static String encoded(String rest) {
    StringBuilder out = new StringBuilder(rest.length());
    boolean inFragment = false;
    for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      boolean escape =
          c <= 0x20 || c >= 0x7f || "\"<>\\^`{|}[]".indexOf(c) >= 0 || (c == '#' && inFragment);
      if (escape) {
        out.append(String.format("%%%02X", c));
      } else {
        out.append((char) c);
      }
      inFragment |= c == '#';
    }
    // A percent sign that begins no escape stands for itself.
    return out.toString().replaceAll("%(?![0-9a-fA-F]{2})", "%25");
  }

  /** The URL as the caller gave it, credentials and query included: for the wire, not for logs. */
  public String text() {
    return text;
  }

  /** The URL to open. */
  public URI uri() {
    return uri;
  }

  /** The host in lower case. */
  public String host() {
    return uri.getHost().toLowerCase(Locale.ROOT);
  }

  /** The last part of the path, decoded; empty when the path ends in a slash. */
  public String lastSegment() {
    String path = uri.getPath() == null ? "" : uri.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SourceUrl that && uri.equals(that.uri);
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }

  /** Scheme, host, port and path only. */
  @Override
  public String toString() {
    return redacted(uri);
  }

  /** Scheme, host, port and path of any URI: what a log line or a message may show of it. */
  public static String redacted(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    return uri.getScheme() + "://" + uri.getHost() + port + path;
  }
}
