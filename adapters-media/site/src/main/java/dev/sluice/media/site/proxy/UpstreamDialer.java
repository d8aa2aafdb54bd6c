package dev.sluice.media.site.proxy;

import dev.sluice.media.web.client.HttpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/**
 * How a {@link GuardProxy} comes to an origin that the guard permits: directly, or through somebody
 * else's proxy, which then dials by name what was looked at here. Thread-safe.
 */
public final class UpstreamDialer {
  private static final int CONNECT_MILLIS = 15_000;

  private final Optional<HttpProxy> proxy;
  private volatile boolean barred;

  public UpstreamDialer(Optional<HttpProxy> proxy) {
    this.proxy = proxy;
  }

  /** Whether the proxy, if there is one, has let something not through. */
  public boolean isBarred() {
    return barred;
  }

  /**
   * A connection on which the origin has been asked, or, for a tunnel, can be.
   *
   * @param addresses of the origin; those are dialled, unless there is a proxy
   * @param patience for each answer, in milliseconds
   * @return empty if it cannot be reached
   */
  Optional<Socket> open(ProxyRequest request, List<InetAddress> addresses, int patience) {
    if (proxy.isPresent()) {
      Optional<Socket> socket = through(proxy.get(), request, patience);
      barred |= socket.isEmpty();
      return socket;
    }
    return addresses.stream()
        .map(address -> connected(new InetSocketAddress(address, request.port()), patience))
        .flatMap(Optional::stream)
        .findFirst()
        .filter(socket -> request.isTunnel() || sent(socket, request.forOrigin()));
  }

  private static Optional<Socket> through(HttpProxy proxy, ProxyRequest request, int patience) {
    return connected(new InetSocketAddress(proxy.host(), proxy.port()), patience)
        .filter(socket -> sent(socket, request.forProxy(proxy.authorization())))
        .filter(socket -> !request.isTunnel() || isLetThrough(socket));
  }

  private static Optional<Socket> connected(InetSocketAddress to, int patience) {
    Socket socket = new Socket();
    try {
      socket.connect(to, CONNECT_MILLIS);
      socket.setSoTimeout(patience);
      return Optional.of(socket);
    } catch (IOException e) {
      closeQuietly(socket);
      return Optional.empty();
    }
  }

  private static boolean sent(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException e) {
      closeQuietly(socket);
      return false;
    }
  }

  private static boolean isLetThrough(Socket socket) {
    try {
      String[] status = ProxyRequest.head(socket.getInputStream()).split(" ", 3);
      if (status.length > 1 && status[1].startsWith("2")) {
        return true;
      }
    } catch (IOException e) {
      // As good as a refusal.
    }
    closeQuietly(socket);
    return false;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // There is nothing that could be done about it.
    }
  }
}
