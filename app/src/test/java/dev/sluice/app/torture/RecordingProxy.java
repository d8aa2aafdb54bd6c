package dev.sluice.app.torture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP proxy on loopback that forwards to one site, and rejects and records requests for any
 * other. Thread-safe.
 */
final class RecordingProxy implements AutoCloseable {
  private static final String REJECTION =
      "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

  private final String site;
  private final int port;
  private final ServerSocket server;
  private final Set<String> others = new ConcurrentSkipListSet<>();
  private final AtomicInteger forwarded = new AtomicInteger();

  private RecordingProxy(int port, ServerSocket server) {
    this.port = port;
    this.site = "http://127.0.0.1:" + port + "/";
    this.server = server;
  }

  /** A proxy that forwards to this port of 127.0.0.1. */
  static RecordingProxy to(int port) throws IOException {
    RecordingProxy proxy =
        new RecordingProxy(port, new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1")));
    daemon(proxy::accept);
    return proxy;
  }

  String address() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  /** The first lines of the requests for anything but the site. */
  Set<String> others() {
    return Set.copyOf(others);
  }

  /** How many requests were forwarded. */
  int forwarded() {
    return forwarded.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        daemon(() -> serve(client));
      } catch (IOException e) {
        // The proxy was closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      if (head.isEmpty()) {
        return;
      }
      if (!isForSite(head)) {
        client.getOutputStream().write(REJECTION.getBytes(ISO_8859_1));
        return;
      }
      try (Socket origin = new Socket("127.0.0.1", port)) {
        origin.getOutputStream().write(forOrigin(head));
        // The origin keeps its connection; the client ends both.
        daemon(() -> forwardOthers(client, origin));
        origin.getInputStream().transferTo(client.getOutputStream());
      }
    } catch (IOException e) {
      // The client sees that its connection broke.
    }
  }

  private boolean isForSite(String head) {
    String first = head.lines().findFirst().orElseThrow();
    String[] request = first.split(" ", -1);
    if (request.length == 3 && request[1].startsWith(site)) {
      forwarded.incrementAndGet();
      return true;
    }
    others.add(first);
    return false;
  }

  /** The head with the path alone in its first line. */
  private byte[] forOrigin(String head) {
    return head.replaceFirst(" \\Q" + site + "\\E", " /").getBytes(ISO_8859_1);
  }

  /** Passes on further requests over the same connection. */
  private void forwardOthers(Socket client, Socket origin) {
    try (client;
        origin) {
      for (String head = head(client.getInputStream());
          !head.isEmpty() && isForSite(head);
          head = head(client.getInputStream())) {
        origin.getOutputStream().write(forOrigin(head));
      }
    } catch (IOException e) {
      // One side has closed.
    }
  }

  /** The lines up to an empty one, which is included; empty at the end. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      bytes.write(next);
    }
    return bytes.toString(ISO_8859_1);
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "recording-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
