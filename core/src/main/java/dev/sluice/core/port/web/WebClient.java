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
 * The one door to the web: every request of Sluice to an address that somebody named goes through
 * it, so that the guard ({@link dev.sluice.core.guard.AddressPolicy}) stands in one place. The
 * guard sees the very addresses that are dialled, on every hop. No cookies, no cache, and no
 * retries but one: what was sent over a kept connection that had ended in the meantime is sent
 * again over a new one, a POST as well, whose receiver may therefore get it twice. Thread-safe.
 */
public interface WebClient {
  /**
   * Sends the request and returns when the answer's head has arrived. Redirects (301, 302, 303,
   * 307, 308) of GET and HEAD are followed up to {@link Request#maxRedirects()}; {@code
   * Authorization} and {@code Cookie} are not carried to another host.
   *
   * @throws SluiceException HOST_UNKNOWN, ADDRESS_FORBIDDEN, CONNECTION_REFUSED, CONNECTION_FAILED,
   *     TLS_FAILED, REDIRECT_LOOP, SOURCE_STALLED (no answer within the timeout). A status such as
   *     404 is an answer, not an exception
   */
  Response send(Request request);

  /**
   * As {@link #send(Request)}, and what is given to {@code ending} ends the request at once, from
   * another thread, wherever it is; {@code monitor::onCancel} fits. Once the answer is there its
   * own {@code close} does that.
   *
   * @throws SluiceException also CANCELLED, if the request was ended so
   */
  default Response send(Request request, Ending ending) {
    return send(request);
  }

  /** Told how to end what is about to begin. */
  @FunctionalInterface
  interface Ending {
    /**
     * Takes the action that ends it.
     *
     * @param action short and harmless when everything is over
     * @return closing it forgets the action
     */
    StageMonitor.Registration onEnd(Runnable action);
  }

  /**
   * What to send.
   *
   * @param body null if there is none
   * @param maxRedirects 0 to follow none: a 3xx is then the answer
   * @param timeout for the connection, for the answer's head, and between two bytes of its body
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

    public static Request get(URI uri, Map<String, String> headers, Duration timeout) {
      return new Request("GET", uri, headers, null, 20, timeout);
    }

    /** A POST that follows no redirect. */
    public static Request post(
        URI uri, Map<String, String> headers, byte[] body, Duration timeout) {
      return new Request("POST", uri, headers, body, 0, timeout);
    }
  }

  /** An answer. Closing it ends the transfer, also from another thread. */
  interface Response extends AutoCloseable {
    int status();

    /** The first header of this name, in any case. */
    Optional<String> header(String name);

    List<String> headers(String name);

    /** Where the answer came from, after all redirects. */
    URI uri();

    /**
     * The body as it came over the wire: what {@code Content-Encoding} names is not undone. Reading
     * throws {@link java.io.IOException} when the connection breaks, and {@link
     * java.net.SocketTimeoutException} when nothing came for the timeout.
     */
    InputStream body();

    @Override
    void close();
  }
}
