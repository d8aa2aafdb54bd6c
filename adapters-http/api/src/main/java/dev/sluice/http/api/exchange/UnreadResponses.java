package dev.sluice.http.api.exchange;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Limits the bytes of responses that wait in memory until their clients read them: those that were
 * written and are not sent. Beyond the limit connections are closed: of the address with the most
 * such bytes, the one that has waited longest. A connection has one response at a time, since Jetty
 * reads its next request afterwards. Thread-safe.
 */
public final class UnreadResponses extends Handler.Wrapper {
  private static final Logger LOG = System.getLogger(UnreadResponses.class.getName());
  private static final String UNREAD = "sluice-unread";

  private final long most;

  /** The responses with unread bytes, in the order in which they began to have some. */
  private final Set<Unread> waiting = new LinkedHashSet<>();

  private long bytes;

  /**
   * @param most the largest number of bytes of all responses together
   */
  public UnreadResponses(long most) {
    this.most = most;
  }

  /** Returns how many bytes wait right now. */
  public synchronized long bytes() {
    return bytes;
  }

  /** The unread bytes of one response. Compared by identity. */
  private static final class Unread {
    final Optional<String> address;
    final EndPoint endPoint;
    long bytes;
    boolean isOver;

    Unread(Request request) {
      address = ClientConnection.address(request);
      endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    }
  }

  /** Subtracts what is sent: this handler is in front of the one that collects responses. */
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Unread unread = new Unread(request);
    request.setAttribute(UNREAD, unread);
    return super.handle(
        request, new SentResponse(request, response, unread), after(callback, () -> end(unread)));
  }

  /** Returns the response with its writes counted, for use behind what collects responses. */
  Response counted(Request request, Response response) {
    return request.getAttribute(UNREAD) instanceof Unread unread
        ? new WrittenResponse(request, response, unread)
        : response;
  }

  private final class SentResponse extends Response.Wrapper {
    private final Unread unread;

    private SentResponse(Request request, Response response, Unread unread) {
      super(request, response);
      this.unread = unread;
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      int length = content == null ? 0 : content.remaining();
      super.write(last, content, after(callback, () -> sent(unread, length)));
    }
  }

  private final class WrittenResponse extends Response.Wrapper {
    private final Unread unread;

    private WrittenResponse(Request request, Response response, Unread unread) {
      super(request, response);
      this.unread = unread;
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      if (content != null && content.hasRemaining()) {
        written(unread, content.remaining()).forEach(UnreadResponses::close);
      }
      super.write(last, content, callback);
    }
  }

  private static Callback after(Callback callback, Runnable first) {
    return new Callback.Nested(callback) {
      @Override
      public void succeeded() {
        first.run();
        super.succeeded();
      }

      @Override
      public void failed(Throwable failure) {
        first.run();
        super.failed(failure);
      }
    };
  }

  /** Adds bytes of a response; returns others, whose connections must be closed. */
  private synchronized List<Unread> written(Unread unread, int more) {
    if (unread.isOver) {
      return List.of();
    }
    unread.bytes += more;
    bytes += more;
    waiting.add(unread);
    List<Unread> closed = new ArrayList<>();
    while (bytes > most && waiting.size() > 1) {
      Unread next = oldestOfLargestHolder(unread);
      end(next);
      closed.add(next);
    }
    return closed;
  }

  private synchronized void sent(Unread unread, int fewer) {
    // An error page is sent without having been counted.
    long counted = Math.min(fewer, unread.bytes);
    unread.bytes -= counted;
    bytes -= counted;
    if (unread.bytes == 0) {
      waiting.remove(unread);
    }
  }

  private synchronized void end(Unread unread) {
    unread.isOver = true;
    bytes -= unread.bytes;
    unread.bytes = 0;
    waiting.remove(unread);
  }

  private Unread oldestOfLargestHolder(Unread without) {
    List<Unread> others = waiting.stream().filter(one -> one != without).toList();
    Map<Optional<String>, Long> each = new HashMap<>();
    others.forEach(one -> each.merge(one.address, one.bytes, Long::sum));
    Optional<String> largest =
        each.entrySet().stream()
            .max(Comparator.comparingLong(Map.Entry::getValue))
            .orElseThrow()
            .getKey();
    return others.stream().filter(one -> one.address.equals(largest)).findFirst().orElseThrow();
  }

  private static void close(Unread unread) {
    LOG.log(
        Level.WARNING,
        "A connection was closed, since clients have left too many bytes of responses unread");
    unread.endPoint.close();
  }
}
