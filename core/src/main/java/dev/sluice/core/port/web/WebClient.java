package dev.sluice.core.port.web;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client for every request of Sluice to an address that a user gave, so that the guard
 * ({@link dev.sluice.core.guard.AddressPolicy}) is applied in one place. The guard checks the
 * actual addresses that are dialled, on every hop. The client has no cache, stores cookies in a
 * {@link #session()} only, and retries in one case only: a request on a pooled connection that the
 * server had closed is sent again on a new connection. This applies to a POST as well, so its
 * receiver may get it twice. Thread-safe.
 */
public interface WebClient {
  /**
   * Sends the request and returns when the head of the response has arrived. Redirects (301, 302,
   * 303, 307, 308) of GET and HEAD are followed up to {@link Request#maxRedirects()}; {@code
   * Authorization} and {@code Cookie} are not carried to another host.
   *
   * @throws SluiceException HOST_UNKNOWN, ADDRESS_FORBIDDEN, CONNECTION_REFUSED, CONNECTION_FAILED,
   *     TLS_FAILED, REDIRECT_LOOP, SOURCE_STALLED (no response within the timeout). A status such
   *     as 404 is a response, not an exception
   */
  Response send(Request request);

  /**
   * Sends the request as {@link #send(Request)} does, and passes an action to {@code ending} that
   * ends the request at once, from another thread and in any state; {@code monitor::onCancel} fits.
   * After the response has arrived, its own {@code close} does this.
   *
   * @throws SluiceException also CANCELLED, if the action ended the request
   */
  default Response send(Request request, Ending ending) {
    return send(request);
  }

  /**
   * Returns a client for the requests of one job. It stores the cookies that responses set, and
   * sends each of them with later requests to the host or the registrable domain that it belongs to
   * (RFC 6265). Two sessions share no cookies. A session returns itself. A client that supports no
   * cookies also returns itself.
   */
  default WebClient session() {
    return this;
  }

  /** Receives the action that ends a request which is about to begin. */
  @FunctionalInterface
  interface Ending {
    /**
     * Registers the action that ends the request.
     *
     * @param action short, and harmless after the end of the request
     * @return a registration; closing it removes the action
     */
    StageMonitor.Registration onEnd(Runnable action);
  }

  /**
   * A request to send.
   *
   * @param body null for a request without a body
   * @param maxRedirects the largest number of redirects to follow; with 0, a 3xx is returned as the
   *     response
   * @param timeout for the connection, for the head of the response, and between two bytes of its
   *     body
   */
  record Request(
      String method,
      URI uri,
      Map<String, String> headers,
      byte @Nullable [] body,
      int maxRedirects,
      Duration timeout) {
    public Request {
      headers = Map.copyOf(headers);
    }

    /** Returns a GET that follows up to 20 redirects. */
    // The check takes the array's annotation for one of its elements.
    @SuppressWarnings("NullAway")
    public static Request get(URI uri, Map<String, String> headers, Duration timeout) {
      return new Request("GET", uri, headers, null, 20, timeout);
    }

    /** Returns a POST that follows no redirects. */
    public static Request post(
        URI uri, Map<String, String> headers, byte[] body, Duration timeout) {
      return new Request("POST", uri, headers, body, 0, timeout);
    }
  }

  /** A response. Closing it ends the transfer, also from another thread. */
  interface Response extends AutoCloseable {
    /** Returns the status code. */
    int status();

    /** Returns the first header of this name; upper and lower case are equal. */
    Optional<String> header(String name);

    /** Returns all headers of this name. */
    List<String> headers(String name);

    /** Returns the URI that the response came from, after all redirects. */
    URI uri();

    /**
     * Returns the body as it was transferred: a {@code Content-Encoding} is not decoded. Reading
     * throws {@link java.io.IOException} if the connection breaks, and {@link
     * java.net.SocketTimeoutException} if no byte arrives within the timeout.
     */
    InputStream body();

    @Override
    void close();
  }
}
