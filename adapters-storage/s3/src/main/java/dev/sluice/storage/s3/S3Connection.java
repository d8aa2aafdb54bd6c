package dev.sluice.storage.s3;

import io.minio.MinioAsyncClient;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Connections and threads that all of a store's requests share. Thread-safe. */
final class S3Connection implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** For requests that clear away: nobody waits long for them. */
  private static final Duration CLEARING = Duration.ofSeconds(5);

  private final S3Settings settings;
  private final ExecutorService executor;
  private final OkHttpClient http;
  private final Line usual;
  private final Line brief;

  /**
   * @param sockets what to dial with instead of the system's; then no proxy is used, since it would
   *     dial for us
   */
  S3Connection(S3Settings settings, Optional<SocketFactory> sockets) {
    this.settings = settings;
    this.executor = Executors.newCachedThreadPool(daemons());
    Duration patience = settings.patience();
    OkHttpClient.Builder plain = new OkHttpClient.Builder();
    sockets.ifPresent(guarded -> plain.socketFactory(guarded).proxy(Proxy.NO_PROXY));
    this.http =
        plain
            .connectionPool(new ConnectionPool(16, 1, TimeUnit.MINUTES))
            // Parts go out side by side on connections of their own.
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(shorter(CONNECT, patience))
            .readTimeout(patience)
            .writeTimeout(patience)
            .build();
    this.usual = line();
    this.brief = line(http.newBuilder().callTimeout(shorter(CLEARING, patience)));
  }

  S3Settings settings() {
    return settings;
  }

  ExecutorService executor() {
    return executor;
  }

  /** For a request that is answered soon. */
  MinioAsyncClient client() {
    return usual.client();
  }

  /** For a request whose failure hardly matters. */
  MinioAsyncClient briefClient() {
    return brief.client();
  }

  /** A line of its own, whose requests can be cancelled together. */
  Line line() {
    return line(http.newBuilder());
  }

  /** The same for a request that the store may think about for long. */
  Line slowLine() {
    // Some stores copy all parts together before they answer.
    return line(http.newBuilder().readTimeout(settings.patience().multipliedBy(5)));
  }

  private Line line(OkHttpClient.Builder builder) {
    Dispatcher dispatcher = new Dispatcher(executor);
    dispatcher.setMaxRequests(64);
    dispatcher.setMaxRequestsPerHost(64);
    MinioAsyncClient client =
        MinioAsyncClient.builder()
            .endpoint(HttpUrl.get(settings.endpoint().toString()))
            .region(settings.region())
            .credentials(settings.accessKey(), settings.secretKey().reveal())
            .httpClient(builder.dispatcher(dispatcher).build())
            .build();
    if (settings.pathStyle()) {
      client.disableVirtualStyleEndpoint();
    } else {
      client.enableVirtualStyleEndpoint();
    }
    return new Line(client, dispatcher);
  }

  /** A client, and the handle to everything that is under way on it. */
  record Line(MinioAsyncClient client, Dispatcher dispatcher) {
    void cancel() {
      dispatcher.cancelAll();
    }
  }

  @Override
  public void close() {
    executor.shutdown();
    http.connectionPool().evictAll();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  // Daemons: a program that forgets to close its store ends all the same.
  private static ThreadFactory daemons() {
    AtomicInteger counter = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "sluice-s3-" + counter.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
