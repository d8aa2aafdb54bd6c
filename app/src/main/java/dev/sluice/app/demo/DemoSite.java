package dev.sluice.app.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rest of the world on loopback: an origin that sends a short clip, with ranges and slowly
 * enough to be watched, and a receiver of webhooks.
 */
final class DemoSite implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
  private static final int PIECES = 40;

  /** A webhook as it arrived; header names in lower case. */
  record ReceivedWebhook(Map<String, String> headers, byte[] body) {}

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "demo-site");
            thread.setDaemon(true);
            return thread;
          });
  private final BlockingQueue<ReceivedWebhook> inbox = new LinkedBlockingQueue<>();
  private final byte[] clip;
  private final Duration duration;

  /**
   * @param sending how long the whole clip takes to be sent
   */
  DemoSite(Duration sending) throws IOException {
    try (InputStream file = DemoSite.class.getResourceAsStream("clip.mkv")) {
      this.clip = Objects.requireNonNull(file).readAllBytes();
    }
    this.duration = sending;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/demo-clip.mkv", this::send);
    server.createContext("/webhook", this::receive);
    server.start();
  }

  /** Returns the size of the clip in bytes. */
  int clipSize() {
    return clip.length;
  }

  URI clipUrl() {
    return at("/demo-clip.mkv");
  }

  URI webhookUrl() {
    return at("/webhook");
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** The next webhook; empty if none comes in time. */
  Optional<ReceivedWebhook> nextWebhook(Duration timeout) throws InterruptedException {
    return Optional.ofNullable(inbox.poll(timeout.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void send(HttpExchange exchange) throws IOException {
    try (exchange) {
      int from = 0;
      int to = clip.length;
      String asked = exchange.getRequestHeaders().getFirst("Range");
      Matcher range = RANGE.matcher(asked == null ? "" : asked);
      boolean part = range.matches();
      if (part) {
        from = Integer.parseInt(range.group(1));
        to = range.group(2).isEmpty() ? to : Math.min(to, Integer.parseInt(range.group(2)) + 1);
      }
      if (from >= to) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + clip.length);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "video/x-matroska");
      exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
      exchange.getResponseHeaders().set("ETag", "\"demo\"");
      if (part) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes %s-%s/%s".formatted(from, to - 1, clip.length));
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(part ? 206 : 200, head ? -1 : to - from);
      if (!head) {
        sendSlowly(exchange.getResponseBody(), from, to);
      }
    }
  }

  private void sendSlowly(OutputStream body, int from, int to) throws IOException {
    int piece = Math.max(1, clip.length / PIECES);
    for (int at = from; at < to; at += piece) {
      body.write(clip, at, Math.min(piece, to - at));
      body.flush();
      pause(duration.dividedBy(PIECES));
    }
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
      inbox.add(new ReceivedWebhook(headers, body));
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
