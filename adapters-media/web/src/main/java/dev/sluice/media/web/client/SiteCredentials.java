package dev.sluice.media.web.client;

import java.util.Objects;
import java.util.Optional;

/**
 * How somebody goes to sites.
 *
 * @param cookies who he is to them
 * @param proxy through which he goes, whatever it is that he asks for. What he asks for passes the
 *     guard before it goes there, but it is the proxy that dials it
 */
public record SiteCredentials(Optional<CookieFile> cookies, Optional<HttpProxy> proxy) {
  /** As a stranger, directly. */
  public static final SiteCredentials PLAIN =
      new SiteCredentials(Optional.empty(), Optional.empty());

  public SiteCredentials {
    Objects.requireNonNull(cookies);
    Objects.requireNonNull(proxy);
  }
}
