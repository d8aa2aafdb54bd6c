package dev.sluice.media.web.client;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Cookies exported from a browser, each sent to the sites that it belongs to (RFC 6265, 5.4).
 * Immutable.
 */
public final class Cookies {
  /** No cookies. */
  public static final Cookies NONE = new Cookies(List.of());

  private static final String HTTP_ONLY = "#HttpOnly_";
  private static final int FIELDS = 7;

  /**
   * A cookie.
   *
   * @param expires in seconds of Unix time; 0 for never
   */
  private record Cookie(
      String domain,
      boolean subdomains,
      String path,
      boolean secure,
      long expires,
      String name,
      String value) {

    boolean isFor(URI url, Instant now) {
      return isAt(url.getHost().toLowerCase(Locale.ROOT))
          && isUnder(url.getRawPath().isEmpty() ? "/" : url.getRawPath())
          && (!secure || "https".equalsIgnoreCase(url.getScheme()))
          && (expires == 0 || now.getEpochSecond() < expires);
    }

    private boolean isAt(String host) {
      return host.equals(domain) || (subdomains && host.endsWith("." + domain));
    }

    private boolean isUnder(String asked) {
      return asked.equals(path)
          || (asked.startsWith(path) && (path.endsWith("/") || asked.charAt(path.length()) == '/'));
    }
  }

  private final List<Cookie> all;

  private Cookies(List<Cookie> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Reads a file in Netscape's format, as browsers' extensions and curl write it and yt-dlp reads
   * it: one line per cookie with seven fields between tabs: its domain, whether subdomains get it,
   * its path, whether it is for https only, when it expires in seconds of Unix time, its name and
   * its value.
   *
   * @throws IllegalArgumentException with a sentence that gives the line's number and nothing of
   *     the line
   */
  public static Cookies parse(List<String> lines) {
    List<Cookie> cookies = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith(HTTP_ONLY)) {
        line = line.substring(HTTP_ONLY.length());
      } else if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      cookies.add(cookie(i, line.split("\t", -1)));
    }
    // A browser has cookies of many sites; some of them cannot be sent in a header.
    cookies.removeIf(cookie -> !isPlain(cookie.name()) || !isPlain(cookie.value()));
    return new Cookies(cookies);
  }

  private static Cookie cookie(int line, String[] fields) {
    // A cookie without a value may end with its name.
    if (fields.length != FIELDS && fields.length != FIELDS - 1) {
      throw wrong(line, "does not have seven fields between tabs");
    }
    String domain = fields[0].strip().toLowerCase(Locale.ROOT);
    boolean dotted = domain.startsWith(".");
    return new Cookie(
        dotted ? domain.substring(1) : domain,
        dotted || fields[1].equalsIgnoreCase("TRUE"),
        fields[2].isEmpty() ? "/" : fields[2],
        fields[3].equalsIgnoreCase("TRUE"),
        seconds(line, fields[4]),
        fields[5],
        fields.length == FIELDS ? fields[6].stripTrailing() : "");
  }

  private static long seconds(int line, String text) {
    try {
      return text.isBlank() ? 0 : Math.max(0, (long) Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw wrong(line, "has an expiry that is not a number");
    }
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(character -> character >= ' ' && character < 127);
  }

  private static IllegalArgumentException wrong(int line, String what) {
    return new IllegalArgumentException("Line " + (line + 1) + " of the cookies " + what);
  }

  /** Returns the {@code Cookie} header for a request to this URL; empty if no cookie is for it. */
  Optional<String> header(URI url, Instant now) {
    if (url.getHost() == null) {
      return Optional.empty();
    }
    String pairs =
        all.stream()
            .filter(cookie -> cookie.isFor(url, now))
            .map(cookie -> cookie.name() + "=" + cookie.value())
            .collect(Collectors.joining("; "));
    return pairs.isEmpty() ? Optional.empty() : Optional.of(pairs);
  }
}
