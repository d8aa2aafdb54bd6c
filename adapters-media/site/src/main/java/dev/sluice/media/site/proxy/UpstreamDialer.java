package dev.sluice.media.site.proxy;

import dev.sluice.media.web.client.HttpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/**
 * Connects a {@link GuardProxy} to an origin that the guard permits: directly, or through the
 * tenant's proxy, which dials the checked host by name. Thread-safe.
 */
public final class UpstreamDialer {
  private static final int CONNECT_MILLIS = 15_000;

  private final Optional<HttpProxy> proxy;
  private volatile boolean blocked;

  public UpstreamDialer(Optional<HttpProxy> proxy) {
    this.proxy = proxy;
  }

  /** Returns whether the tenant's proxy has rejected a connection. */
  public boolean isBlocked() {
    return blocked;
  }

  /**
   * Returns a connection on which the request has been sent, or, for a tunnel, can be sent.
   *
   * @param addresses the origin's addresses, dialled unless there is a proxy
   * @param timeoutMillis the timeout of each read, in milliseconds
   * @return empty if the origin cannot be reached
   */
  Optional<Socket> open(ProxyRequest request, List<InetAddress> addresses, int timeoutMillis) {
    if (proxy.isPresent()) {
      Optional<Socket> socket = through(proxy.get(), request, timeoutMillis);
      blocked |= socket.isEmpty();
      return socket;
    }
    return addresses.stream()
        .map(address -> connected(new InetSocketAddress(address, request.port()), timeoutMillis))
        .flatMap(Optional::stream)
        .findFirst()
        .filter(socket -> request.isTunnel() || sent(socket, request.forOrigin()));
  }

  private static Optional<Socket> through(
      HttpProxy proxy, ProxyRequest request, int timeoutMillis) {
    return connected(new InetSocketAddress(proxy.host(), proxy.port()), timeoutMillis)
        .filter(socket -> sent(socket, request.forProxy(proxy.authorization())))
        .filter(socket -> !request.isTunnel() || isAccepted(socket));
  }

  private static Optional<Socket> connected(InetSocketAddress to, int timeoutMillis) {
    Socket socket = new Socket();
    try {
      socket.connect(to, CONNECT_MILLIS);
      socket.setSoTimeout(timeoutMillis);
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

  private static boolean isAccepted(Socket socket) {
    try {
      String[] status = ProxyRequest.head(socket.getInputStream()).split(" ", 3);
      if (status.length > 1 && status[1].startsWith("2")) {
        return true;
      }
    } catch (IOException e) {
      // The same as a rejection.
    }
    closeQuietly(socket);
    return false;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing can be done about it.
    }
  }
}
