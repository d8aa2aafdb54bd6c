package dev.sluice.testkit.site;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.core.tenant.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A receiver of webhooks on a loopback port. It records every webhook and answers 200, or as a test
 * requests. Thread-safe.
 */
public final class WebhookInbox implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 30_000;

  private record Answer(int status, Map<String, String> headers, boolean silent) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(WebhookInbox::daemon);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<ReceivedWebhook> received = new ArrayList<>();
  private final Deque<Answer> answers = new ArrayDeque<>();

  private WebhookInbox(HttpServer server) {
    this.server = server;
  }

  /** Listens on a free port. */
  public static WebhookInbox start() {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      WebhookInbox inbox = new WebhookInbox(HttpServer.create(address, 0));
      inbox.server.setExecutor(inbox.threads);
      inbox.server.createContext("/", inbox::take);
      inbox.server.start();
      return inbox;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "webhook-inbox");
    thread.setDaemon(true);
    return thread;
  }

  /** Returns the URL that webhooks are sent to. */
  public String url() {
    return url("/hook");
  }

  /** Returns a URL of this receiver with another path and query. */
  public String url(String pathAndQuery) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + pathAndQuery;
  }

  /** Queues a status: each webhook takes the next one from the queue. */
  public WebhookInbox thenAnswer(int status) {
    return thenAnswer(status, Map.of());
  }

  /** Queues a status with headers. */
  public synchronized WebhookInbox thenAnswer(int status, Map<String, String> headers) {
    answers.add(new Answer(status, Map.copyOf(headers), false));
    return this;
  }

  /** Queues a silence: the webhook is accepted and not answered until this inbox is closed. */
  public synchronized WebhookInbox thenNoAnswer() {
    answers.add(new Answer(0, Map.of(), true));
    return this;
  }

  /** Returns the webhooks received so far, in order. */
  public synchronized List<ReceivedWebhook> received() {
    return List.copyOf(received);
  }

  /**
   * Waits until this many webhooks were received.
   *
   * @throws AssertionError if they do not arrive within half a minute
   */
  public synchronized List<ReceivedWebhook> await(int count) {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (received.size() < count) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(
            String.format(Locale.ROOT, "%d webhooks came instead of %d", received.size(), count));
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for webhooks", e);
      }
    }
    return received();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = record(exchange, exchange.getRequestBody().readAllBytes());
      if (answer.silent()) {
        awaitClose();
        return;
      }
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(answer.status(), -1);
    }
  }

  private synchronized Answer record(HttpExchange exchange, byte[] body) {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    received.add(
        new ReceivedWebhook(
            exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
    notifyAll();
    return answers.isEmpty() ? new Answer(200, Map.of(), false) : answers.remove();
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asserts that every webhook was signed with this secret, in both ways. */
  public void assertAllSignedWith(Secret secret) {
    for (ReceivedWebhook webhook : received()) {
      if (!webhook.isSignedWith(secret) || !webhook.isStandardSignedWith(secret)) {
        throw new AssertionError("a webhook is not signed with the secret: " + webhook.text());
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
