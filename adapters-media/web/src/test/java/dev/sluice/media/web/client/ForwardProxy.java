package dev.sluice.media.web.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A proxy on loopback with a password, as a tenant may have one. One request per connection. */
final class ForwardProxy implements AutoCloseable {
  private static final String CREDENTIALS = "me:secret";

  private final boolean forwards;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private ForwardProxy(boolean forwards, ServerSocket server) {
    this.forwards = forwards;
    this.server = server;
  }

  /** A proxy that forwards to any host. */
  static ForwardProxy start() {
    return start(true);
  }

  /** A proxy that forwards to no host. */
  static ForwardProxy refusing() {
    return start(false);
  }

  private static ForwardProxy start(boolean forwards) {
    try {
      ForwardProxy proxy =
          new ForwardProxy(forwards, new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
      proxy.threads.execute(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpProxy address() {
    return HttpProxy.parse("http://" + CREDENTIALS + "@127.0.0.1:" + server.getLocalPort());
  }

  /** How many requests came. */
  int requests() {
    return requests.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException | RejectedExecutionException e) {
        // The proxy was closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      List<String> head = head(client.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      requests.incrementAndGet();
      String expected =
          "Basic " + Base64.getEncoder().encodeToString(CREDENTIALS.getBytes(ISO_8859_1));
      if (head.stream()
          .noneMatch(line -> line.equalsIgnoreCase("Proxy-Authorization: " + expected))) {
        write(
            client,
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n"
                + "Content-Length: 0\r\nConnection: close\r\n\r\n");
      } else if (!forwards) {
        write(client, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      } else {
        forward(client, head);
      }
    } catch (IOException | RejectedExecutionException e) {
      // The client sees that its connection broke.
    } finally {
      open.remove(client);
    }
  }

  private void forward(Socket client, List<String> head) throws IOException {
    String[] request = head.get(0).split(" ");
    boolean tunnel = request[0].equals("CONNECT");
    URI target = URI.create(tunnel ? "http://" + request[1] : request[1]);
    try (Socket origin = new Socket(target.getHost(), target.getPort())) {
      open.add(origin);
      if (tunnel) {
        write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
      } else {
        write(origin, request[0] + " " + target.getRawPath() + " HTTP/1.1\r\n" + passedOn(head));
      }
      InputStream fromClient = client.getInputStream();
      threads.execute(() -> copy(fromClient, origin));
      if (!tunnel) {
        List<String> response = head(origin.getInputStream());
        write(client, response.get(0) + "\r\n" + passedOn(response));
      }
      copy(origin.getInputStream(), client);
    } finally {
      open.removeIf(Socket::isClosed);
    }
  }

  /** The headers of a head that end the connection after this request. */
  private static String passedOn(List<String> head) {
    return head.stream()
            .skip(1)
            .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("proxy-"))
            .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("connection:"))
            .map(line -> line + "\r\n")
            .collect(Collectors.joining())
        + "Connection: close\r\n\r\n";
  }

  private static void copy(InputStream from, Socket to) {
    try {
      from.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // One side has closed.
    }
  }

  /** The lines up to an empty one. */
  private static List<String> head(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return List.of();
      }
      bytes.write(next);
    }
    return bytes.toString(ISO_8859_1).strip().lines().toList();
  }

  private static void write(Socket to, String text) throws IOException {
    to.getOutputStream().write(text.getBytes(ISO_8859_1));
    to.getOutputStream().flush();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
