package dev.sluice.http.api.exchange;

import dev.sluice.core.guard.Cidr;
import dev.sluice.http.api.error.ApiError;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** The connection of a request to its client. Thread-safe. */
public final class ClientConnection {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";

  /** Texts that are no names, so that none is looked up in the DNS. */
  private static final Pattern LITERAL =
      Pattern.compile(
          "(" + OCTET + "\\.){3}" + OCTET + "|(?=[0-9a-fA-F:])[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** Networks that Java does not count as local: where load balancers stand, and IPv6's private. */
  private static final List<Cidr> OTHER_PRIVATE =
      List.of(Cidr.parse("100.64.0.0/10"), Cidr.parse("fc00::/7"));

  private static final int NETWORK_BYTES = 8;

  private final EndPoint endPoint;

  private ClientConnection(EndPoint endPoint) {
    this.endPoint = endPoint;
  }

  public static ClientConnection of(Context ctx) {
    return new ClientConnection(request(ctx).getConnectionMetaData().getConnection().getEndPoint());
  }

  private static Request request(Context ctx) {
    return ServletContextRequest.getServletContextRequest(ctx.req());
  }

  /** Returns whether the client has closed the connection. Never waits. */
  public boolean isClosed() {
    return endPoint instanceof WatchedEndPoint watched
        ? watched.closedByClient()
        : !endPoint.isOpen();
  }

  /** Closes the connection at once, also while bytes are being sent. */
  public void close() {
    endPoint.close();
  }

  /**
   * Returns what limits per address count a request by: its client's IPv4 address, or the network
   * of its IPv6 address. A proxy on this machine or in a private network is taken at its word: the
   * client is the last one in the last of its {@code X-Forwarded-For} lines, since the client may
   * send others.
   *
   * @return empty for this machine itself, where a proxy may stand that does not name its clients
   */
  public static Optional<String> address(Context ctx) {
    return address(request(ctx));
  }

  /** Returns the response to requests other than probes; empty if the connection serves all. */
  static Optional<ApiError> rejection(Request request) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    return endPoint instanceof WatchedEndPoint watched ? watched.rejection() : Optional.empty();
  }

  static Optional<String> address(Request request) {
    SocketAddress socket = request.getConnectionMetaData().getRemoteSocketAddress();
    InetAddress peer = socket instanceof InetSocketAddress inet ? inet.getAddress() : null;
    return address(peer, request.getHeaders().getValuesList("X-Forwarded-For"));
  }

  /**
   * The rule of {@link #address(Context)}. Pure.
   *
   * @param peer may be null
   * @param forwardedFor the values of the header's lines
   */
  static Optional<String> address(InetAddress peer, List<String> forwardedFor) {
    if (peer == null) {
      return Optional.empty();
    }
    boolean proxy = peer.isLoopbackAddress() || isPrivate(peer);
    // Else a client that names this machine as its own would have no limit.
    InetAddress client =
        proxy ? last(forwardedFor).filter(named -> !named.isLoopbackAddress()).orElse(peer) : peer;
    return client.isLoopbackAddress() ? Optional.empty() : Optional.of(network(client));
  }

  /**
   * Returns what the limit of connections per address counts a connection by, before a request has
   * come.
   *
   * @param peer may be null
   * @return empty for this machine and private networks, where a proxy may stand
   */
  static Optional<String> directAddress(InetAddress peer) {
    boolean mayBeProxy = peer == null || peer.isLoopbackAddress() || isPrivate(peer);
    return mayBeProxy ? Optional.empty() : Optional.of(network(peer));
  }

  private static boolean isPrivate(InetAddress address) {
    return address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || OTHER_PRIVATE.stream().anyMatch(network -> network.contains(address));
  }

  private static Optional<InetAddress> last(List<String> forwardedFor) {
    String all = String.join(",", forwardedFor);
    String last = all.substring(all.lastIndexOf(',') + 1).strip();
    if (!LITERAL.matcher(last).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(last));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static String network(InetAddress client) {
    byte[] bytes = client.getAddress();
    int length = Math.min(bytes.length, NETWORK_BYTES);
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, length));
  }
}
