package dev.sluice.testkit.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on 127.0.0.1 that injects faults between a client and a real server, such as a
 * database or an S3 store. Every method takes effect at once, also on open connections, and returns
 * the proxy. Thread-safe; all its threads are daemons.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final int PIECE = 1 << 14;
  private static final int STEPS_A_SECOND = 50;

  private final ServerSocket server;
  private final InetSocketAddress target;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean closed;
  private volatile boolean refusing;
  private volatile Duration delay = Duration.ZERO;
  private volatile long cutUp = Long.MAX_VALUE;
  private volatile long cutDown = Long.MAX_VALUE;
  private volatile long bytesPerSecond = Long.MAX_VALUE;
  private final AtomicInteger accepted = new AtomicInteger();

  private FaultyProxy(ServerSocket server, InetSocketAddress target) {
    this.server = server;
    this.target = target;
  }

  /** A proxy without faults in front of a port of this machine. */
  public static FaultyProxy to(int port) {
    return to("127.0.0.1", port);
  }

  /** A proxy without faults in front of a port. */
  public static FaultyProxy to(String host, int port) {
    try {
      ServerSocket server = new ServerSocket();
      server.bind(new InetSocketAddress("127.0.0.1", 0), 200);
      FaultyProxy proxy = new FaultyProxy(server, new InetSocketAddress(host, port));
      daemon("faulty-proxy", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the port on 127.0.0.1 that clients connect to. */
  public int port() {
    return server.getLocalPort();
  }

  /** Delays every piece of data, in both directions. */
  public FaultyProxy delay(Duration each) {
    delay = each;
    return this;
  }

  /** Limits the speed of each direction of each connection. */
  public FaultyProxy throttle(long atMostBytesPerSecond) {
    bytesPerSecond = atMostBytesPerSecond;
    return this;
  }

  /** Ends each of the next connections after the client has sent this many bytes. */
  public FaultyProxy cutUploadAfter(long bytes, int times) {
    cutUp = bytes;
    cutDown = Long.MAX_VALUE;
    cuts.set(times);
    return this;
  }

  /** Ends each of the next connections after the server has sent this many bytes. */
  public FaultyProxy cutAnswerAfter(long bytes, int times) {
    cutDown = bytes;
    cutUp = Long.MAX_VALUE;
    cuts.set(times);
    return this;
  }

  /** Ends new connections at once, as if the server behind were gone. */
  public FaultyProxy refuse() {
    refusing = true;
    return this;
  }

  /** Removes all faults. */
  public FaultyProxy heal() {
    refusing = false;
    delay = Duration.ZERO;
    bytesPerSecond = Long.MAX_VALUE;
    cuts.set(0);
    return this;
  }

  /** Ends all open connections. */
  public FaultyProxy drop() {
    links.forEach(this::end);
    return this;
  }

  /** Returns how many connections were opened so far, refused ones included. */
  public int acceptedConnections() {
    return accepted.get();
  }

  /** Returns how many connections of clients are open. */
  public int openConnections() {
    return links.size();
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    drop();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = server.accept();
        int number = accepted.incrementAndGet();
        daemon("faulty-proxy-" + number, () -> connect(client));
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket client) {
    Link link = new Link(client, new Socket(), new AtomicInteger(2));
    links.add(link);
    if (refusing || closed) {
      end(link);
      return;
    }
    try {
      client.setTcpNoDelay(true);
      link.origin().setTcpNoDelay(true);
      link.origin().connect(target);
    } catch (IOException e) {
      end(link);
      return;
    }
    daemon(Thread.currentThread().getName() + "-up", () -> pump(link, true));
    pump(link, false);
  }

  private void pump(Link link, boolean up) {
    byte[] piece = new byte[PIECE];
    long passed = 0;
    try {
      InputStream in = (up ? link.client() : link.origin()).getInputStream();
      Socket to = up ? link.origin() : link.client();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(piece, 0, most()); count >= 0; count = in.read(piece, 0, most())) {
        slow(count);
        long left = (up ? cutUp : cutDown) - passed;
        if (count >= left && cuts.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
          out.write(piece, 0, (int) Math.max(0, left));
          end(link);
          return;
        }
        out.write(piece, 0, count);
        passed += count;
      }
      to.shutdownOutput();
      // One side has finished; the other may still send.
      if (link.directions().decrementAndGet() == 0) {
        end(link);
      }
    } catch (IOException e) {
      end(link);
    }
  }

  private int most() {
    return (int) Math.min(PIECE, Math.max(1, bytesPerSecond / STEPS_A_SECOND));
  }

  private void slow(int count) {
    long nanos = delay.toNanos();
    if (bytesPerSecond < Long.MAX_VALUE) {
      nanos += count * 1_000_000_000L / bytesPerSecond;
    }
    if (nanos > 0) {
      LockSupport.parkNanos(nanos);
    }
  }

  private void end(Link link) {
    links.remove(link);
    end(link.client());
    end(link.origin());
  }

  private static void end(Socket socket) {
    try {
      // A reset, as from a machine that died, instead of an orderly end.
      if (socket.isConnected() && !socket.isClosed()) {
        socket.setSoLinger(true, 0);
      }
      socket.close();
    } catch (SocketException e) {
      // Its own thread has just ended it.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** A client, the connection made for it, and how many of its two directions still flow. */
  private record Link(Socket client, Socket origin, AtomicInteger directions) {}
}
