package dev.sluice.media.web.client;

import java.util.Objects;
import java.util.Optional;

/**
 * The credentials with which a tenant's sources are fetched.
 *
 * @param cookies identify the tenant to sites
 * @param proxy carries every request. The guard checks a request's address before it goes to the
 *     proxy, but the proxy dials it
 */
public record SiteCredentials(Optional<CookieFile> cookies, Optional<HttpProxy> proxy) {
  /** No cookies and no proxy. */
  public static final SiteCredentials NONE =
      new SiteCredentials(Optional.empty(), Optional.empty());

  public SiteCredentials {
    Objects.requireNonNull(cookies);
    Objects.requireNonNull(proxy);
  }
}
