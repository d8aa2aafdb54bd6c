package dev.sluice.http.api.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection that knows whether its client has closed it while a request is answered. Jetty reads
 * from a connection only between requests, so this reads one byte ahead and hands it to Jetty
 * later. Thread-safe.
 */
final class WatchedEndPoint extends SocketChannelEndPoint {
  private final ByteBuffer ahead = ByteBuffer.allocate(1);
  private boolean readAhead;

  WatchedEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
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
