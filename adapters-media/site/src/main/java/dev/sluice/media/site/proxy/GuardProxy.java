package dev.sluice.media.site.proxy;

import dev.sluice.core.guard.AddressPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An HTTP proxy on loopback for one run of an external program: the guard checks the addresses that
 * are dialled for the program, as it does for the web client. The proxy supports {@code CONNECT}
 * and plain HTTP (RFC 9110 and 9112), requires a password, and carries one request per connection.
 * It limits the bytes received, so that an endless page does not fill the program's memory.
 * Thread-safe.
 */
public final class GuardProxy implements AutoCloseable {
  private static final int IDLE_MILLIS = 60_000;
  private static final int MAX_CONNECTIONS = 64;
  private static final String USER = "sluice";

  private final AddressPolicy policy;
  private final long maxBytes;
  private final UpstreamDialer dialer;
  private final ServerSocket server;
  private final String password;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> forbidden = new CopyOnWriteArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private final ExecutorService threads;

  private GuardProxy(
      AddressPolicy policy,
      UpstreamDialer dialer,
      SecureRandom randomness,
      long maxBytes,
      ServerSocket server) {
    this.policy = policy;
    this.maxBytes = maxBytes;
    this.dialer = dialer;
    this.server = server;
    byte[] random = new byte[16];
    randomness.nextBytes(random);
    this.password = HexFormat.of().formatHex(random);
    this.threads =
        new ThreadPoolExecutor(
            0,
            // Two for each connection, and one that accepts connections.
            2 * MAX_CONNECTIONS + 1,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread = new Thread(work, "sluice-guard-proxy");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts a proxy.
   *
   * @param dialer connects to the addresses that the policy permits
   * @param randomness makes the password
   * @param maxBytes the most bytes received over all connections
   */
  public static GuardProxy start(
      AddressPolicy policy, UpstreamDialer dialer, SecureRandom randomness, long maxBytes) {
    try {
      GuardProxy proxy =
          new GuardProxy(
              policy,
              dialer,
              randomness,
              maxBytes,
              new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      proxy.threads.execute(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback", e);
    }
  }

  /** Returns the address that it listens on, with its password. */
  public URI address() {
    return URI.create("http://" + USER + ":" + password + "@127.0.0.1:" + server.getLocalPort());
  }

  /** Returns the requested hosts that the guard forbids. */
  public List<String> forbidden() {
    return List.copyOf(forbidden);
  }

  /** Returns whether more bytes were received than allowed. */
  public boolean isOverLimit() {
    return bytes.get() > maxBytes;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    closeQuietly(server);
    open.forEach(GuardProxy::closeQuietly);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (open.size() >= 2 * MAX_CONNECTIONS) {
          closeQuietly(client);
          continue;
        }
        begin(() -> serve(client), client);
      } catch (IOException e) {
        // Closed, or one connection broke before it was accepted.
      }
    }
  }

  private void begin(Runnable work, Socket client) {
    open.add(client);
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      end(client);
    }
    if (server.isClosed()) {
      end(client);
    }
  }

  private void serve(Socket client) {
    try {
      client.setSoTimeout(IDLE_MILLIS);
      InputStream in = client.getInputStream();
      Optional<ProxyRequest> request = ProxyRequest.read(in);
      if (request.isEmpty()) {
        refuse(client, "400 Bad Request", "");
      } else if (!request.get().isAuthorizedBy(credentials())) {
        refuse(client, "407 Proxy Authentication Required", "Proxy-Authenticate: Basic\r\n");
      } else {
        pass(client, in, request.get());
      }
    } catch (IOException | RejectedExecutionException e) {
      // The program sees that its connection broke, and reports it.
    } finally {
      end(client);
    }
  }

  private String credentials() {
    String plain = USER + ":" + password;
    return "Basic "
        + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void pass(Socket client, InputStream in, ProxyRequest request) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    try {
      addresses.addAll(List.of(InetAddress.getAllByName(request.host())));
    } catch (IOException e) {
      refuse(client, "502 Bad Gateway", "");
      return;
    }
    addresses.removeIf(address -> !policy.permits(request.host(), address));
    if (addresses.isEmpty()) {
      forbidden.add(request.host());
      refuse(client, "403 Forbidden", "");
      return;
    }
    Optional<Socket> found = dialer.open(request, addresses, IDLE_MILLIS);
    if (found.isEmpty()) {
      refuse(client, "502 Bad Gateway", "");
      return;
    }
    Socket origin = found.get();
    open.add(origin);
    try {
      if (request.isTunnel()) {
        client.getOutputStream().write(ascii("HTTP/1.1 200 Connection established\r\n\r\n"));
      }
      threads.execute(() -> pump(in, origin, false));
      if (!request.isTunnel()) {
        client.getOutputStream().write(ProxyResponse.head(origin.getInputStream()));
      }
      pump(origin.getInputStream(), client, true);
    } finally {
      end(origin);
    }
  }

  /** Copies until one side closes. */
  private void pump(InputStream from, Socket to, boolean counted) {
    byte[] buffer = new byte[1 << 14];
    try {
      OutputStream out = to.getOutputStream();
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        if (counted && bytes.addAndGet(count) > maxBytes) {
          break;
        }
        out.write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      closeQuietly(to);
    }
  }

  private static void refuse(Socket client, String status, String header) throws IOException {
    String answer =
        "HTTP/1.1 %s\r\n%sContent-Length: 0\r\nConnection: close\r\n\r\n".formatted(status, header);
    client.getOutputStream().write(ascii(answer));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void end(Socket socket) {
    open.remove(socket);
    closeQuietly(socket);
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      // Nothing can be done about it.
    }
  }
}
