package dev.sluice.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy in front of a server, whose connections a test breaks. */
final class BreakableProxy implements AutoCloseable {
  private static final byte[] REFUSAL =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final URI target;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private volatile long most = Long.MAX_VALUE;
  private volatile long every;
  private volatile long next;
  private final AtomicInteger cutsLeft = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile String refused = "";

  private BreakableProxy(URI target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  static BreakableProxy to(URI target) {
    try {
      return new BreakableProxy(target);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Cuts every connection, for good, once this many bytes were sent to the server. */
  void cutAfter(long bytes) {
    most = bytes;
  }

  /** Cuts the open connections each time this many further bytes were sent, so many times. */
  void cutEvery(long bytes, int times) {
    cutsLeft.set(times);
    next = sent.get() + bytes;
    every = bytes;
  }

  /** Returns how many cuts of {@link #cutEvery} are still to come. */
  int cutsLeft() {
    return cutsLeft.get();
  }

  /** Answers the next requests of this method with 503, without passing them on. */
  void refuse(String method, int times) {
    refusals.set(times);
    refused = method + " ";
  }

  /** Returns how many requests are still to be rejected. */
  int refusalsLeft() {
    return refusals.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket behind = new Socket(target.getHost(), target.getPort());
        sockets.add(client);
        sockets.add(behind);
        start(() -> pump(client, behind, true));
        start(() -> pump(behind, client, false));
      }
    } catch (IOException e) {
      close();
    }
  }

  private void pump(Socket from, Socket to, boolean counts) {
    byte[] buffer = new byte[16_384];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (counts && refusals.get() > 0 && startsWith(buffer, refused)) {
          refusals.decrementAndGet();
          from.getOutputStream().write(REFUSAL);
          return;
        }
        out.write(buffer, 0, read);
        if (counts && count(read) >= most) {
          close();
        }
      }
    } catch (IOException e) {
      // One side has closed its connection, so the other is closed, too.
    }
  }

  private long count(int read) throws IOException {
    long all = sent.addAndGet(read);
    if (cutsLeft.get() > 0 && all >= next) {
      next = all + every;
      cutsLeft.decrementAndGet();
      closeSockets();
    }
    return all;
  }

  private void closeSockets() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  // A client writes the head of a request at once, so that a read begins with it.
  private static boolean startsWith(byte[] buffer, String text) {
    return new String(buffer, 0, text.length(), StandardCharsets.US_ASCII).equals(text);
  }

  @Override
  public void close() {
    try {
      server.close();
      closeSockets();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "breakable-line");
    thread.setDaemon(true);
    thread.start();
  }
}
