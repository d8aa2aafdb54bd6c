package dev.sluice.media.web.client;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.ForbiddenAddressException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Sockets that dial no address which the policy forbids, whoever found the address: a literal
 * address in a URL never passes a resolver. This is the last line, behind {@link GuardedDns}; a
 * client of somebody else's makes its sockets here and is guarded as well. Thread-safe.
 */
public final class GuardedSockets extends SocketFactory {
  private final AddressPolicy policy;

  public GuardedSockets(AddressPolicy policy) {
    this.policy = policy;
  }

  @Override
  public Socket createSocket() {
    return new GuardedSocket(policy);
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

  private Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
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
    /** OkHttp asks the socket for 8 KiB at a time; one call of the system for each is too dear. */
    private static final int READ_BYTES = 1 << 17;

    private final AddressPolicy policy;
    private InputStream input;

    GuardedSocket(AddressPolicy policy) {
      this.policy = policy;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
      if (!(endpoint instanceof InetSocketAddress target)) {
        throw new IOException("not an address of the internet");
      }
      // A name that nobody resolved would be resolved again by the socket, unseen.
      if (target.isUnresolved() || !policy.permits(target.getHostString(), target.getAddress())) {
        throw new ForbiddenAddressException(target.getHostString());
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
        input = new BufferedInputStream(super.getInputStream(), READ_BYTES);
      }
      return input;
    }
  }
}
