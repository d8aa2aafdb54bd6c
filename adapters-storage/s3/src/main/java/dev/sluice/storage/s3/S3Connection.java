package dev.sluice.storage.s3;

import dev.sluice.core.shared.HttpDates;
import dev.sluice.core.shared.RetryAfter;
import dev.sluice.core.tenant.S3Options.Checksums;
import dev.sluice.storage.s3.credentials.S3Credentials;
import io.minio.MinioAsyncClient;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;

/** The connections and threads that all requests of a store share. Thread-safe. */
final class S3Connection implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** The limit of requests that only remove something: nobody waits long for them. */
  private static final Duration CLEARING = Duration.ofSeconds(5);

  private final S3Settings settings;
  private final Repeats repeats;
  private final ExecutorService executor;
  private final OkHttpClient http;
  private final CancellableClient usual;
  private final CancellableClient brief;
  private final CancellableClient signer;
  private final CredentialsCache credentials;
  private final S3Failures failures;

  private volatile Checksums checksums;

  /** Until when the store asks to send nothing again, as of {@link System#nanoTime}. */
  private volatile long askedUntil = System.nanoTime();

  /**
   * @param sockets dial instead of the system's sockets; no proxy is used then, since it would dial
   *     for us
   */
  S3Connection(S3Settings settings, Optional<SocketFactory> sockets, Repeats repeats) {
    this.settings = settings;
    this.repeats = repeats;
    this.executor = Executors.newCachedThreadPool(daemons());
    this.checksums = settings.checksums();
    this.credentials = new CredentialsCache(settings.credentials(), executor);
    this.failures = new S3Failures(settings, credentials::secrets);
    Duration patience = settings.patience();
    OkHttpClient.Builder plain = new OkHttpClient.Builder();
    sockets.ifPresent(guarded -> plain.socketFactory(guarded).proxy(Proxy.NO_PROXY));
    this.http =
        plain
            .connectionPool(new ConnectionPool(16, 1, TimeUnit.MINUTES))
            // Parts are sent concurrently, over connections of their own.
            .protocols(List.of(Protocol.HTTP_1_1))
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(shorter(CONNECT, patience))
            .readTimeout(patience)
            .writeTimeout(patience)
            // The client's exceptions do not carry the headers of every response.
            .addInterceptor(chain -> noted(chain.proceed(chain.request())))
            .addInterceptor(new ResponseLimit())
            .build();
    this.usual = cancellableClient();
    this.brief = cancellableClient(http.newBuilder().callTimeout(shorter(CLEARING, patience)));
    this.signer =
        settings
            .publicEndpoint()
            .map(url -> cancellableClient(http.newBuilder(), url))
            .orElse(usual);
  }

  /**
   * Sends a request with a checksum, and once more with {@code Content-MD5} if the store does not
   * know the header of the checksum, as Backblaze B2. Later requests have {@code Content-MD5} then.
   */
  <T> CompletableFuture<T> checked(Function<Checksums, CompletableFuture<T>> request) {
    Checksums used = checksums;
    return signed(() -> request.apply(used))
        .exceptionallyCompose(
            e -> {
              if (used != Checksums.CRC32C || !S3Failures.knowsNoChecksum(e)) {
                return CompletableFuture.failedFuture(e);
              }
              checksums = Checksums.MD5;
              return signed(() -> request.apply(Checksums.MD5));
            });
  }

  /**
   * Sends a request when there are valid keys, and once more with other keys if the store says that
   * these have ended.
   */
  <T> CompletableFuture<T> signed(Supplier<CompletableFuture<T>> request) {
    return signed(
        request,
        () -> signed(request, () -> CompletableFuture.failedFuture(CredentialsCache.rejected())));
  }

  /**
   * @param otherwise follows if the store says that the keys have ended, and there may be others
   */
  private <T> CompletableFuture<T> signed(
      Supplier<CompletableFuture<T>> request, Supplier<CompletableFuture<T>> otherwise) {
    return whenReady(
        () -> {
          Optional<S3Credentials.Keys> used = credentials.current();
          return request
              .get()
              .exceptionallyCompose(
                  e ->
                      S3Failures.saysKeysEnded(e) && used.filter(credentials::discard).isPresent()
                          ? otherwise.get()
                          : CompletableFuture.failedFuture(e));
        });
  }

  private <T> CompletableFuture<T> whenReady(Supplier<CompletableFuture<T>> request) {
    CompletableFuture<Void> ready = credentials.ready();
    // Not in another thread without need: its order among the writer's requests would be lost.
    return ready.isDone() && !ready.isCompletedExceptionally()
        ? request.get()
        : ready.thenComposeAsync(nothing -> request.get(), executor);
  }

  S3Settings settings() {
    return settings;
  }

  S3Failures failures() {
    return failures;
  }

  /** Returns where the keys of the last request came from; empty before the first request. */
  Optional<String> credentialsSource() {
    return credentials.current().map(S3Credentials.Keys::source);
  }

  /** Returns how much longer the keys are valid; empty if their end is not known. */
  Optional<Duration> keyValidity() {
    return credentials.validity();
  }

  Repeats repeats() {
    return repeats;
  }

  private Response noted(Response response) {
    String asked = response.header("Retry-After");
    if (asked != null && (response.code() == 503 || response.code() == 429)) {
      Optional<Instant> now =
          Optional.ofNullable(response.header("Date")).flatMap(HttpDates::parse);
      RetryAfter.parse(asked, now)
          .ifPresent(pause -> askedUntil = System.nanoTime() + pause.toNanos());
    }
    return response;
  }

  /** Returns how much longer the store asks to wait before a request is sent again; or zero. */
  Duration askedPause() {
    return Duration.ofNanos(Math.max(0, askedUntil - System.nanoTime()));
  }

  ExecutorService executor() {
    return executor;
  }

  /** Returns the client for requests with a quick response. */
  MinioAsyncClient client() {
    return usual.api();
  }

  /** Returns the client for requests whose failure hardly matters. */
  MinioAsyncClient briefClient() {
    return brief.api();
  }

  /** Returns the client that signs links, which are sent by others. */
  MinioAsyncClient signer() {
    return signer.api();
  }

  /** Returns a client of its own, whose requests can be cancelled together. */
  CancellableClient cancellableClient() {
    return cancellableClient(http.newBuilder());
  }

  /** Returns a cancellable client for requests that take the store long. */
  CancellableClient slowCancellableClient() {
    // Some stores assemble the object before they answer.
    return cancellableClient(http.newBuilder().readTimeout(settings.patience().multipliedBy(5)));
  }

  private CancellableClient cancellableClient(OkHttpClient.Builder builder) {
    return cancellableClient(builder, settings.endpoint());
  }

  private CancellableClient cancellableClient(OkHttpClient.Builder builder, URI endpoint) {
    Dispatcher dispatcher = new Dispatcher(executor);
    dispatcher.setMaxRequests(64);
    dispatcher.setMaxRequestsPerHost(64);
    MinioAsyncClient client =
        MinioAsyncClient.builder()
            .endpoint(HttpUrl.get(endpoint.toString()))
            .region(settings.region())
            .credentialsProvider(credentials)
            .httpClient(builder.dispatcher(dispatcher).build())
            .build();
    if (settings.isVirtualAt(endpoint)) {
      client.enableVirtualStyleEndpoint();
    } else {
      client.disableVirtualStyleEndpoint();
    }
    return new CancellableClient(client, dispatcher);
  }

  /** A client whose requests can be cancelled together. */
  record CancellableClient(MinioAsyncClient api, Dispatcher dispatcher) {
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

  // Daemons, so that a program that does not close its store can end.
  private static ThreadFactory daemons() {
    AtomicInteger counter = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "sluice-s3-" + counter.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
