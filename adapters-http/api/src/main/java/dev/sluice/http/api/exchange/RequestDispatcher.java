package dev.sluice.http.api.exchange;

import dev.sluice.http.api.error.ApiError;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.BufferedResponseHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Decides in which thread a request runs. Jetty's own threads only move bytes, so that they are
 * never all taken: what may wait for a database or a source runs in the pool of workers, and only
 * when its body is there. Probes never wait, and run at once.
 */
final class RequestDispatcher extends Handler.Wrapper {
  /** How many requests wait for a worker at most. */
  private static final int MAX_QUEUED = 500;

  private static final int METRICS_THREADS = 2;

  /** JSON up to this size is sent without a thread that waits for its client. */
  private static final int MAX_BUFFERED = 8 * 1024 * 1024;

  private static final int BUFFER = 64 * 1024;

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Set<String> PROBES = Set.of("/health", "/ready");

  private final ExecutorService workers;
  private final ExecutorService metrics;
  private final RequestBodyReader bodies;
  private final UnreadResponses unread;

  RequestDispatcher(int workers, RequestBodyReader bodies, UnreadResponses unread) {
    this.workers = pool("sluice-http", workers, MAX_QUEUED);
    this.metrics = pool("sluice-http-metrics", METRICS_THREADS, METRICS_THREADS * 4);
    this.bodies = bodies;
    this.unread = unread;
  }

  private static ExecutorService pool(String name, int threads, int queued) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            60,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(queued),
            HttpThreads.named(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public boolean handle(Request received, Response response, Callback callback) throws Exception {
    Request request = withoutSecondSlash(received);
    String path = path(request);
    boolean isProbe = PROBES.contains(path);
    Optional<ApiError> rejection = ClientConnection.rejection(request);
    if (rejection.isPresent()) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
      if (!isProbe) {
        JettyErrorHandler.refuse(request, response, callback, rejection.get());
        return true;
      }
    }
    if (!METHODS.contains(request.getMethod())) {
      JettyErrorHandler.refuse(request, response, callback, ApiError.unknownMethod());
      return true;
    }
    if (isProbe) {
      return super.handle(request, response, callback);
    }
    // A response whose status is not set has none yet, and is taken for one without a body.
    response.setStatus(HttpStatus.OK_200);
    request.setAttribute(BufferedResponseHandler.BUFFER_SIZE_ATTRIBUTE_NAME, MAX_BUFFERED);
    request.setAttribute(BufferedResponseHandler.MAX_AGGREGATION_SIZE_ATTRIBUTE_NAME, BUFFER);
    ExecutorService pool = path.equals("/metrics") ? metrics : workers;
    Response counted = unread.counted(request, response);
    bodies.read(
        request, counted, callback, (whole, free) -> run(pool, whole, free, counted, callback));
    return true;
  }

  // Clients append "/jobs" to a base URL that ends in a slash.
  private static Request withoutSecondSlash(Request request) {
    String path = request.getHttpURI().getPath();
    if (path == null || !path.startsWith("//")) {
      return request;
    }
    String single = path.replaceFirst("^/+", "/");
    return Request.serveAs(request, HttpURI.build(request.getHttpURI()).path(single).asImmutable());
  }

  private static String path(Request request) {
    String path = request.getHttpURI().getCanonicalPath();
    if (path == null) {
      return "";
    }
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /**
   * @param free frees the body; runs when its handler has returned, since bodies wait in the queue
   */
  private void run(
      ExecutorService pool, Request request, Runnable free, Response response, Callback callback) {
    try {
      pool.execute(
          () -> {
            try {
              handleNow(request, response, callback);
            } finally {
              free.run();
            }
          });
    } catch (RejectedExecutionException e) {
      free.run();
      JettyErrorHandler.refuse(request, response, callback, ApiError.overloaded());
    }
  }

  private void handleNow(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, 404);
      }
    } catch (Throwable failure) {
      Response.writeError(request, response, callback, failure);
    }
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    workers.shutdownNow();
    metrics.shutdownNow();
  }
}
