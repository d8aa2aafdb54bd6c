package dev.sluice.shows.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.core.request.SourceUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A service of the web on a loopback port, which answers as a function says, and now and then as a
 * test says. What the fakes of services are made of. Thread-safe.
 */
final class FakeWeb implements AutoCloseable {
  /**
   * A question.
   *
   * @param query decoded
   * @param headers by their names in lower case
   */
  record Asked(
      String method,
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      String body) {
    String parameter(String name) {
      return query.getOrDefault(name, "");
    }

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** An answer. */
  record Reply(int status, String type, Map<String, String> headers, String body) {
    static Reply json(String body) {
      return new Reply(200, "application/json; charset=utf-8", Map.of(), body);
    }

    static Reply text(int status, String body) {
      return new Reply(status, "text/plain", Map.of(), body);
    }

    Reply with(String header, String value) {
      Map<String, String> more = new HashMap<>(headers);
      more.put(header, value);
      return new Reply(status, type, more, body);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "fake-web");
            thread.setDaemon(true);
            return thread;
          });
  private final Function<Asked, Reply> answers;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Deque<Reply> next = new ArrayDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Duration delay = Duration.ZERO;

  private FakeWeb(HttpServer server, Function<Asked, Reply> answers) {
    this.server = server;
    this.answers = answers;
  }

  /** Listens on a free port. */
  static FakeWeb start(Function<Asked, Reply> answers) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      FakeWeb service = new FakeWeb(server, answers);
      server.createContext("/", service::handle);
      server.setExecutor(service.threads);
      server.start();
      return service;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SourceUrl address(String path) {
    return SourceUrl.parse("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** The next question is answered so, whatever it is; more than one are taken in turn. */
  void next(Reply reply) {
    synchronized (next) {
      next.add(reply);
    }
  }

  /** Every answer comes so much later. */
  void delay(Duration each) {
    delay = each;
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  private void handle(HttpExchange exchange) throws IOException {
    Asked question = read(exchange);
    asked.add(question);
    Reply answer;
    synchronized (next) {
      answer = next.poll();
    }
    Reply reply = answer == null ? answers.apply(question) : answer;
    if (isClosedWithin(delay)) {
      exchange.close();
      return;
    }
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private boolean isClosedWithin(Duration time) {
    try {
      return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static Asked read(HttpExchange exchange) throws IOException {
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      query.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
    }
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    return new Asked(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        query,
        headers,
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** A text as JSON writes it; {@code null} for null. */
  static String quoted(String text) {
    if (text == null) {
      return "null";
    }
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
