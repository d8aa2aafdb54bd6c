package dev.sluice.media.web.client;

import dev.sluice.core.failure.SluiceException;
import okhttp3.Authenticator;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** Sends a proxy its credentials once: a proxy that rejects them would reject them again. */
final class ProxyAuthenticator implements Authenticator {
  /** The status by which a proxy asks for credentials. */
  static final int WANTED = 407;

  private static final String HEADER = "Proxy-Authorization";

  private final HttpProxy proxy;

  ProxyAuthenticator(HttpProxy proxy) {
    this.proxy = proxy;
  }

  @Override
  public @Nullable Request authenticate(@Nullable Route route, Response response) {
    if (response.request().header(HEADER) != null || proxy.authorization().isEmpty()) {
      return null;
    }
    return response.request().newBuilder().header(HEADER, proxy.authorization().get()).build();
  }

  static SluiceException refused(HttpProxy proxy) {
    return ConnectionFailures.ofProxy(proxy, "rejected its credentials", null);
  }
}
