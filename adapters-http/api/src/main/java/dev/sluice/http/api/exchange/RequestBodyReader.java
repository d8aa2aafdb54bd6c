package dev.sluice.http.api.exchange;

import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.json.RequestBody;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads the bodies of requests before their handlers run, so that no thread waits for the rest of a
 * body. A body that comes too slowly is rejected with 408. Thread-safe.
 *
 * <p>Jetty's {@code EagerContentHandler} retains a whole buffer for each piece that a client sends,
 * and has no least rate; its {@code MinimumDataRateHandler} measures from the first byte, and
 * rejects a client whose first packet is small.
 */
final class RequestBodyReader {
  /** The bytes that must come within each window, unless the body ends. */
  private static final long LEAST_BYTES = 30 * 1024;

  /** A body must have come within this many windows, so that it does not hold its permit longer. */
  private static final int MAX_WINDOWS = 10;

  /** Bodies up to this size need no permit. */
  private static final int SMALL = 64 * 1024;

  /** A client that is still sending reads no answer: up to this many bytes are read and dropped. */
  private static final long MAX_DRAINED = 16L * 1024 * 1024;

  private final ConcurrencyLimiter<String> largeBodies;
  private final Duration window;

  /**
   * @param window how long a client may take for {@value #LEAST_BYTES} bytes
   */
  RequestBodyReader(ConcurrencyLimiter<String> largeBodies, Duration window) {
    this.largeBodies = largeBodies;
    this.window = window;
  }

  /**
   * Reads the body, and passes on the request with it. Returns before the body has come.
   *
   * @param next gets the request, and what frees its body and the body's permit; runs in a thread
   *     of Jetty; is not called if the body is rejected
   */
  void read(
      Request request, Response response, Callback callback, BiConsumer<Request, Runnable> next) {
    // A client that asks before it sends gets its answer before it sends.
    boolean asksFirst = request.getHeaders().contains(HttpHeader.EXPECT);
    if (asksFirst && request.getLength() > RequestBody.LIMIT) {
      next.accept(request, () -> {});
      return;
    }
    new Reading(request, response, callback, next).run();
  }

  private final class Reading implements Runnable {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final BiConsumer<Request, Runnable> next;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long received;
    private long receivedBefore;
    private int windows;
    private boolean tooLarge;

    /** Whether the client must send more before this runs again. */
    private boolean waiting;

    private boolean ended;
    private Optional<ConcurrencyLimiter.Permit> permit = Optional.empty();
    private Scheduler.Task timer;

    private Reading(
        Request request, Response response, Callback callback, BiConsumer<Request, Runnable> next) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.next = next;
    }

    @Override
    public void run() {
      if (!begin()) {
        return;
      }
      while (true) {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
          watch();
          request.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) {
          fail(chunk.getFailure());
          return;
        }
        try {
          take(chunk.getByteBuffer());
        } catch (ApiError refusal) {
          if (end()) {
            JettyErrorHandler.refuse(request, response, callback, refusal);
          }
          return;
        } catch (Error failure) {
          if (end()) {
            Response.writeError(request, response, callback, failure);
          }
          return;
        } finally {
          chunk.release();
        }
        if (chunk.isLast() || received > MAX_DRAINED) {
          ReadRequest whole = finish();
          next.accept(whole, whole::free);
          return;
        }
      }
    }

    /** Returns whether there is anything left to do. While this runs, nothing else ends it. */
    private synchronized boolean begin() {
      waiting = false;
      return !ended;
    }

    private synchronized ReadRequest finish() {
      if (tooLarge) {
        request.setAttribute(RequestBody.TOO_LARGE, true);
      }
      Optional<ConcurrencyLimiter.Permit> kept = permit;
      permit = Optional.empty();
      end();
      return new ReadRequest(request, ByteBuffer.wrap(body.toByteArray()), kept);
    }

    private synchronized void take(ByteBuffer bytes) {
      received += bytes.remaining();
      if (tooLarge || received > RequestBody.LIMIT) {
        // The rest is dropped, so it may not hold a permit.
        tooLarge = true;
        body = new ByteArrayOutputStream(0);
        freePermit();
        return;
      }
      if (permit.isEmpty() && received > SMALL) {
        permit = Optional.of(largeBodies.acquire(ClientConnection.address(request)));
      }
      byte[] taken = new byte[bytes.remaining()];
      bytes.get(taken);
      body.writeBytes(taken);
    }

    private synchronized void watch() {
      waiting = true;
      if (timer == null) {
        timer = schedule();
      }
    }

    private Scheduler.Task schedule() {
      return request
          .getComponents()
          .getScheduler()
          .schedule(this::check, window.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void check() {
      if (endIfTooSlow()) {
        Response.writeError(request, response, callback, 408);
      }
    }

    private synchronized boolean endIfTooSlow() {
      if (ended) {
        return false;
      }
      windows++;
      boolean tooSlow = received - receivedBefore < LEAST_BYTES || windows >= MAX_WINDOWS;
      // While another thread reads, this one may not answer: the next window decides.
      if (tooSlow && waiting) {
        return end();
      }
      receivedBefore = received;
      timer = schedule();
      return false;
    }

    /** Returns whether this call ended it: the body, its timer and a failure may meet. */
    private synchronized boolean end() {
      if (ended) {
        return false;
      }
      ended = true;
      if (timer != null) {
        timer.cancel();
      }
      freePermit();
      return true;
    }

    private void freePermit() {
      permit.ifPresent(ConcurrencyLimiter.Permit::close);
      permit = Optional.empty();
    }

    private void fail(Throwable failure) {
      if (end()) {
        int status = failure instanceof TimeoutException ? 408 : 400;
        Response.writeError(request, response, callback, status, null, failure);
      }
    }
  }

  /** A request whose body has come. */
  private static final class ReadRequest extends Request.Wrapper {
    private final Optional<ConcurrencyLimiter.Permit> permit;
    private Content.Chunk rest;

    private ReadRequest(
        Request request, ByteBuffer body, Optional<ConcurrencyLimiter.Permit> permit) {
      super(request);
      this.permit = permit;
      rest = body.hasRemaining() ? Content.Chunk.from(body, true) : Content.Chunk.EOF;
    }

    @Override
    public synchronized Content.Chunk read() {
      Content.Chunk next = rest;
      rest = Content.Chunk.EOF;
      return next;
    }

    /** Drops what was not read. The response may be sent for hours. */
    private synchronized void free() {
      rest = Content.Chunk.EOF;
      permit.ifPresent(ConcurrencyLimiter.Permit::close);
    }

    @Override
    public void demand(Runnable available) {
      getContext().execute(available);
    }
  }
}
