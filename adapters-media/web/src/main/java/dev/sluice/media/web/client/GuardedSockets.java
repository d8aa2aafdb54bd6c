package dev.sluice.media.web.client;

import dev.sluice.core.guard.AddressPolicy;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that refuse to connect to an address that the policy forbids. This is the last
 * check, behind {@link GuardedDns}: a literal address in a URL never passes a resolver. Another
 * HTTP client that makes its sockets here is guarded as well. Thread-safe.
 *
 * <p>The sockets of the web client also require a {@link LeastRate}. Others do not: while S3 joins
 * the parts of an object, it sends a space now and then, for minutes.
 */
public final class GuardedSockets extends SocketFactory {
  private final AddressPolicy policy;
  private final Optional<LongSupplier> nanoTime;

  /** Makes sockets whose peers may send as slowly as they like. */
  public GuardedSockets(AddressPolicy policy) {
    this(policy, Optional.empty());
  }

  private GuardedSockets(AddressPolicy policy, Optional<LongSupplier> nanoTime) {
    this.policy = policy;
    this.nanoTime = nanoTime;
  }

  /**
   * Returns a factory of sockets whose reads fail with {@link SlowPeerException}.
   *
   * @param nanoTime returns a time that only moves forward, as {@link System#nanoTime} does
   */
  static GuardedSockets withLeastRate(AddressPolicy policy, LongSupplier nanoTime) {
    return new GuardedSockets(policy, Optional.of(nanoTime));
  }

  @Override
  public Socket createSocket() {
    return new GuardedSocket(policy, nanoTime);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  private Socket connected(InetSocketAddress to, @Nullable InetSocketAddress from)
      throws IOException {
    Socket socket = createSocket();
    try {
      if (from != null) {
        socket.bind(from);
      }
      socket.connect(to);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static final class GuardedSocket extends Socket {
    /** OkHttp reads 8 KiB at a time; a system call for each would cost too much. */
    private static final int READ_BYTES = 1 << 17;

    private final AddressPolicy policy;
    private final Optional<LongSupplier> nanoTime;
    private final LeastRate rate = new LeastRate();
    private @Nullable InputStream input;

    GuardedSocket(AddressPolicy policy, Optional<LongSupplier> nanoTime) {
      this.policy = policy;
      this.nanoTime = nanoTime;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      if (!(endpoint instanceof InetSocketAddress target)) {
        throw new IOException("not an internet address");
      }
      // The socket would resolve an unresolved name by itself, past the policy.
      if (target.isUnresolved() || !policy.permits(target.getHostString(), target.getAddress())) {
        throw new AddressPolicy.ForbiddenAddressException(target.getHostString());
      }
      super.connect(endpoint, timeout);
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
      if (input == null) {
        InputStream received = super.getInputStream();
        input =
            new BufferedInputStream(
                nanoTime.isPresent() ? new Rated(received, nanoTime.get()) : received, READ_BYTES);
      }
      return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream sent = super.getOutputStream();
      return nanoTime.isPresent() ? new Asking(sent) : sent;
    }

    /** Measures the rate of what is read. */
    private final class Rated extends FilterInputStream {
      private final LongSupplier time;

      Rated(InputStream received, LongSupplier time) {
        super(received);
        this.time = time;
      }

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        long start = time.getAsLong();
        int count = super.read(into, offset, length);
        rate.add(
            Duration.ofNanos(time.getAsLong() - start),
            count,
            LeastRate.period(Duration.ofMillis(getSoTimeout())));
        return count;
      }
    }

    /** Begins to measure anew with each request: the peer may think before it answers. */
    private final class Asking extends FilterOutputStream {
      Asking(OutputStream sent) {
        super(sent);
      }

      @Override
      public void write(int one) throws IOException {
        rate.restart();
        out.write(one);
      }

      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        rate.restart();
        out.write(from, offset, length);
      }
    }
  }
}
