package dev.sluice.media.web.client;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;

/** The headers with which a client identifies itself, and where they may go. Pure functions. */
public final class SecretHeaders {
  private static final Set<String> NAMES = Set.of("authorization", "proxy-authorization", "cookie");

  private SecretHeaders() {}

  /** Returns whether a header of this name goes only where it was meant to go. */
  public static boolean isSecret(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Returns whether secrets for {@code first} may go to {@code other}: to the same host over a
   * scheme that is no less secure. False if one of them is no http or https URL.
   */
  public static boolean mayGo(URI first, URI other) {
    HttpUrl from = HttpUrl.parse(first.toString());
    HttpUrl to = HttpUrl.parse(other.toString());
    return from != null && to != null && mayGo(from, to);
  }

  static boolean mayGo(HttpUrl first, HttpUrl other) {
    if (!first.host().equals(other.host())) {
      return false;
    }
    boolean upgraded = !first.isHttps() && other.isHttps();
    boolean usual = first.port() == 80 && other.port() == 443;
    return first.scheme().equals(other.scheme()) ? first.port() == other.port() : upgraded && usual;
  }
}
