package dev.sluice.media.web.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A peer on loopback that begins a response, and continues it byte by byte without an end. */
final class TricklingPeer implements AutoCloseable {
  private static final int PAUSE_NANOS = 1_000_000;

  private final ServerSocket server;
  private final byte[] beginning;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private TricklingPeer(ServerSocket server, byte[] beginning) {
    this.server = server;
    this.beginning = beginning;
  }

  /**
   * Starts one.
   *
   * @param beginning what it sends at once, in ISO 8859-1, when the first bytes of a request came
   */
  static TricklingPeer sending(String beginning) {
    try {
      TricklingPeer peer =
          new TricklingPeer(
              new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")),
              beginning.getBytes(StandardCharsets.ISO_8859_1));
      start(peer::accept);
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        // It was closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      if (in.read(new byte[8_192]) < 0) {
        return;
      }
      out.write(beginning);
      while (!server.isClosed()) {
        out.write('x');
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (IOException e) {
      // The client gave up.
    } finally {
      open.remove(client);
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "trickling-peer");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket client : open) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
