package dev.sluice.media.web.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Cookie;
import okhttp3.HttpUrl;
import okhttp3.Response;

/**
 * The cookies that responses have set in one session. A cookie is for one host, or for a domain of
 * which the host that set it is a part; a public suffix such as {@code co.uk} is no domain.
 * Thread-safe.
 */
final class SessionCookies {
  /** The most cookies stored; the oldest are dropped. Browsers store as many for one site. */
  private static final int MOST = 200;

  private static final int MAX_CHARS = 4_096;

  /** What makes a later cookie replace an earlier one (RFC 6265, 5.3). */
  private record Key(String name, String domain, String path) {}

  private final Map<Key, Cookie> cookies = new LinkedHashMap<>();

  /** The time of the latest response, by which cookies expire, in milliseconds of Unix time. */
  private long now;

  /** Stores and deletes cookies as the response asks. */
  synchronized void store(HttpUrl url, Response response) {
    now = Math.max(now, response.receivedResponseAtMillis());
    for (Cookie cookie : Cookie.parseAll(url, response.headers())) {
      Key key = new Key(cookie.name(), cookie.domain(), cookie.path());
      cookies.remove(key);
      if (cookie.expiresAt() > now
          && cookie.name().length() + cookie.value().length() < MAX_CHARS) {
        cookies.put(key, cookie);
      }
    }
    Iterator<Cookie> oldest = cookies.values().iterator();
    while (cookies.size() > MOST) {
      oldest.next();
      oldest.remove();
    }
  }

  /**
   * Returns the names and values of the cookies for this URL, those with the longest path first.
   */
  synchronized Map<String, String> of(HttpUrl url) {
    List<Cookie> matching =
        cookies.values().stream()
            .filter(cookie -> cookie.expiresAt() > now && cookie.matches(url))
            .sorted(Comparator.comparing(cookie -> -cookie.path().length()))
            .toList();
    Map<String, String> pairs = new LinkedHashMap<>();
    matching.forEach(cookie -> pairs.putIfAbsent(cookie.name(), cookie.value()));
    return pairs;
  }

  /**
   * Returns the {@code Cookie} header for this URL; empty if there are no cookies.
   *
   * @param configured the cookies that are sent in any case, as in the header. A cookie of the same
   *     name that a response has set replaces one of them
   */
  String header(HttpUrl url, String configured) {
    Map<String, String> pairs = of(url);
    List<String> header = new ArrayList<>();
    for (String pair : configured.split(";", -1)) {
      if (!pair.isBlank() && !pairs.containsKey(pair.strip().split("=", 2)[0])) {
        header.add(pair.strip());
      }
    }
    pairs.forEach((name, value) -> header.add(name + "=" + value));
    return String.join("; ", header);
  }
}
