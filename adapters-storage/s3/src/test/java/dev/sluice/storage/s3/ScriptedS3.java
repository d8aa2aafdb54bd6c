package dev.sluice.storage.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.core.tenant.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Answers as real storages were seen to, where s3proxy answers otherwise. */
final class ScriptedS3 implements AutoCloseable {
  /** A request, with its query as it was sent. */
  record Asked(String method, String path, String query, Headers headers) {
    boolean is(String wanted, String inQuery) {
      return method.equals(wanted) && query.contains(inQuery);
    }

    @Override
    public String toString() {
      return method + " " + path + "?" + query;
    }
  }

  /** A response. */
  record Answer(int status, Map<String, String> headers, String body) {
    static Answer xml(String body) {
      return new Answer(200, Map.of("Content-Type", "application/xml"), body);
    }

    static Answer empty(int status) {
      return new Answer(status, Map.of(), "");
    }
  }

  /** Returns a response that asks to send nothing for some seconds. */
  static Answer busy(int seconds) {
    return new Answer(503, Map.of("Retry-After", Integer.toString(seconds)), "");
  }

  /** Returns a rejection as S3 writes it. */
  static Answer error(int status, String code, String message) {
    return new Answer(
        status,
        Map.of("Content-Type", "application/xml"),
        "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, message));
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Function<Asked, Answer> script;

  ScriptedS3(Function<Asked, Answer> script) {
    this.script = script;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    URI uri = exchange.getRequestURI();
    Asked request =
        new Asked(
            exchange.getRequestMethod(),
            uri.getRawPath(),
            uri.getRawQuery() == null ? "" : uri.getRawQuery(),
            exchange.getRequestHeaders());
    asked.add(request);
    Answer answer = script.apply(request);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  List<Asked> asked() {
    return asked;
  }

  S3Settings settings() {
    return S3Settings.of(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
        "us-east-1",
        "bucket",
        "key",
        Secret.of("secret"));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
