package dev.sluice.http.api.exchange;

import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.limits.ConnectionLimiter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection that knows whether its client has closed it while a request is answered, and which
 * requests it may serve. Jetty reads from a connection only between requests, so this reads one
 * byte ahead and hands it to Jetty later. Thread-safe.
 */
final class WatchedEndPoint extends SocketChannelEndPoint {
  /** A probe sends its request at once. */
  private static final Duration IDLE_FOR_PROBES = Duration.ofSeconds(5);

  private final ByteBuffer ahead = ByteBuffer.allocate(1);
  private final Duration idle;
  private final ConnectionLimiter connections;
  private volatile Optional<ConnectionLimiter.Permit> permit = Optional.empty();
  private boolean readAhead;

  WatchedEndPoint(
      SocketChannel channel,
      ManagedSelector selector,
      SelectionKey key,
      Scheduler scheduler,
      Duration idle,
      ConnectionLimiter connections) {
    super(channel, selector, key, scheduler);
    this.idle = idle;
    this.connections = connections;
  }

  @Override
  public void onOpen() {
    InetAddress peer =
        getRemoteSocketAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    permit = Optional.of(connections.enter(ClientConnection.directAddress(peer), this::close));
    setIdleTimeout((rejection().isPresent() ? IDLE_FOR_PROBES : idle).toMillis());
    super.onOpen();
  }

  @Override
  public void onClose(Throwable cause) {
    permit.ifPresent(ConnectionLimiter.Permit::close);
    super.onClose(cause);
  }

  /** Returns the response to requests other than probes; empty if it serves all. */
  Optional<ApiError> rejection() {
    return permit.flatMap(ConnectionLimiter.Permit::rejection);
  }

  /** Returns whether the client has closed its side. Never waits. */
  synchronized boolean closedByClient() {
    if (!isOpen() || isInputShutdown()) {
      return true;
    }
    if (readAhead) {
      return false;
    }
    try {
      ahead.clear();
      int read = getChannel().read(ahead);
      readAhead = read > 0;
      return read < 0;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public synchronized int fill(ByteBuffer buffer) throws IOException {
    if (!readAhead) {
      return super.fill(buffer);
    }
    readAhead = false;
    int position = BufferUtil.flipToFill(buffer);
    buffer.put(ahead.get(0));
    BufferUtil.flipToFlush(buffer, position);
    return 1;
  }
}
