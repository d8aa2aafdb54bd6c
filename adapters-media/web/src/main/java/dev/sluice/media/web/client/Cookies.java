package dev.sluice.media.web.client;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Cookies that somebody has exported from a browser, and to whom they go (RFC 6265, 5.4). What an
 * answer sets is not taken over. Immutable.
 */
public final class Cookies {
  /** No cookies. */
  public static final Cookies NONE = new Cookies(List.of());

  private static final String HTTP_ONLY = "#HttpOnly_";
  private static final int FIELDS = 7;

  /**
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
   * it: a line for each cookie with its domain, whether subdomains get it, its path, whether it is
   * for https alone, its end in seconds of Unix time, its name and its value, with tabs between.
   *
   * @throws IllegalArgumentException with a sentence that names the line, and shows nothing of it
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
    // A browser has cookies of all kinds of sites; some cannot be sent in a header at all.
    cookies.removeIf(cookie -> !isPlain(cookie.name()) || !isPlain(cookie.value()));
    return new Cookies(cookies);
  }

  private static Cookie cookie(int line, String[] fields) {
    // A cookie without a value may end with its name.
    if (fields.length != FIELDS && fields.length != FIELDS - 1) {
      throw wrong(line, "has not seven fields with tabs between");
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
      throw wrong(line, "has an end that is no number");
    }
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(character -> character >= ' ' && character < 127);
  }

  private static IllegalArgumentException wrong(int line, String what) {
    return new IllegalArgumentException("Line %d of the cookies %s".formatted(line + 1, what));
  }

  /** What {@code Cookie} is to say to this URL now; empty if nothing. */
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
