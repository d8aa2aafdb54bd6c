package dev.sluice.media.web;

import java.util.Objects;
import java.util.Optional;

/**
 * How somebody goes to sites.
 *
 * @param cookies who he is to them
 * @param proxy through which he goes, whatever it is that he asks for. What he asks for passes the
 *     guard before it goes there, but it is the proxy that dials it
 */
public record SiteAccess(Optional<CookieFile> cookies, Optional<HttpProxy> proxy) {
  /** As a stranger, directly. */
  public static final SiteAccess PLAIN = new SiteAccess(Optional.empty(), Optional.empty());

  public SiteAccess {
    Objects.requireNonNull(cookies);
    Objects.requireNonNull(proxy);
  }
}
