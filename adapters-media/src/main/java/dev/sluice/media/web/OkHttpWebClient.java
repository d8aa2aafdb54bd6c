package dev.sluice.media.web;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.port.WebClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import okhttp3.Call;
import okhttp3.Credentials;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.RequestBody;

/**
 * The web through OkHttp, over HTTP/1.1. No proxy, whatever the system's properties say: a proxy
 * would dial for us what the guard forbids. Closing it frees idle connections; answers that are
 * still open stay so.
 */
public final class OkHttpWebClient implements WebClient, AutoCloseable {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final OkHttpClient client;
  private final String userAgent;

  private OkHttpWebClient(OkHttpClient client, String userAgent) {
    this.client = client;
    this.userAgent = userAgent;
  }

  /** A client with this guard and everything else by default. */
  public static OkHttpWebClient guardedBy(AddressPolicy policy) {
    return builder().policy(policy).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Response send(Request request) {
    return send(request, action -> () -> {});
  }

  @Override
  public Response send(Request request, Ending ending) {
    OkHttpClient timed = timed(request);
    boolean follow =
        request.maxRedirects() > 0
            && (request.method().equals("GET") || request.method().equals("HEAD"));
    HttpUrl first = url(request.uri());
    HttpUrl url = first;
    Set<HttpUrl> seen = new HashSet<>();
    for (int hops = 0; ; hops++) {
      seen.add(url);
      OkHttpResponse answer = exchange(timed, request, url, first, ending);
      if (!follow || !REDIRECTS.contains(answer.status())) {
        return answer;
      }
      url = next(url, answer);
      if (!seen.add(url)) {
        throw WebFailures.redirects(request.uri(), "redirects in a circle");
      }
      if (hops >= request.maxRedirects()) {
        throw WebFailures.redirects(
            request.uri(), "redirects more than %d times".formatted(request.maxRedirects()));
      }
    }
  }

  @Override
  public void close() {
    client.connectionPool().evictAll();
  }

  // The copies share the connections of the one client.
  private OkHttpClient timed(Request request) {
    Duration timeout = request.timeout();
    return client
        .newBuilder()
        .connectTimeout(timeout)
        .readTimeout(timeout)
        .writeTimeout(timeout)
        .build();
  }

  private OkHttpResponse exchange(
      OkHttpClient timed, Request request, HttpUrl url, HttpUrl first, Ending ending) {
    Call call = timed.newCall(message(request, url, first));
    StageMonitor.Registration registration = ending.onEnd(call::cancel);
    try {
      return new OkHttpResponse(call, call.execute(), url.uri());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (call.isCanceled()) {
        throw new SluiceException(FailureCode.CANCELLED, "The request was given up", e);
      }
      // Kotlin declares nothing: an interruption comes out of here undeclared.
      if (e instanceof InterruptedException || wasInterrupted(e)) {
        Thread.currentThread().interrupt();
        throw new SluiceException(FailureCode.INTERRUPTED, "The request was interrupted", e);
      }
      if (e instanceof IOException failure) {
        throw WebFailures.of(failure, url.uri(), request.timeout());
      }
      throw new SluiceException(FailureCode.INTERNAL, "The request failed unexpectedly", e);
    } finally {
      registration.close();
    }
  }

  private static boolean wasInterrupted(Exception failure) {
    return failure instanceof InterruptedIOException
        && !(failure instanceof SocketTimeoutException);
  }

  private okhttp3.Request message(Request request, HttpUrl url, HttpUrl first) {
    okhttp3.Request.Builder message = new okhttp3.Request.Builder();
    message.url(url).header("User-Agent", userAgent).header("Accept-Encoding", "identity");
    boolean home = trusts(first, url);
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (home || !isSecret(name)) {
                message.header(name, value);
              }
            });
    boolean named = request.headers().keySet().stream().anyMatch("Authorization"::equalsIgnoreCase);
    if (!url.username().isEmpty() && !(home && named)) {
      message.header(
          "Authorization",
          Credentials.basic(url.username(), url.password(), StandardCharsets.UTF_8));
    }
    byte[] body = request.body();
    boolean mustHaveBody = Set.of("POST", "PUT", "PATCH").contains(request.method());
    RequestBody content =
        body == null && !mustHaveBody
            ? null
            : RequestBody.create(body == null ? new byte[0] : body, null);
    return message.method(request.method(), content).build();
  }

  private static HttpUrl next(HttpUrl from, OkHttpResponse answer) {
    // Not closed but let go: what is left of such a body is small, and the connection stays.
    String location = answer.header("Location").orElse("");
    answer.letGo();
    HttpUrl target = location.isEmpty() ? null : from.resolve(location);
    if (target == null) {
      throw WebFailures.redirects(
          from.uri(),
          location.isEmpty()
              ? "redirects to nowhere"
              : "redirects to something that is not an http or https address");
    }
    HttpUrl.Builder changed = target.newBuilder().fragment(null);
    if (target.username().isEmpty() && trusts(from, target)) {
      changed.username(from.username()).password(from.password());
    }
    return changed.build();
  }

  /** Whether what {@code first} may know, {@code other} may know: the same host, not less safe. */
  private static boolean trusts(HttpUrl first, HttpUrl other) {
    if (!first.host().equals(other.host())) {
      return false;
    }
    boolean upgraded = !first.isHttps() && other.isHttps();
    boolean usual = first.port() == 80 && other.port() == 443;
    return first.scheme().equals(other.scheme()) ? first.port() == other.port() : upgraded && usual;
  }

  private static boolean isSecret(String header) {
    return header.equalsIgnoreCase("Authorization")
        || header.equalsIgnoreCase("Proxy-Authorization")
        || header.equalsIgnoreCase("Cookie");
  }

  private static HttpUrl url(URI uri) {
    HttpUrl url = HttpUrl.parse(uri.toString());
    if (url == null) {
      throw new SluiceException(
          FailureCode.HOST_UNKNOWN, "The URL names no http or https host that can be asked");
    }
    return url;
  }

  /** What a client needs to be told; everything has a default. */
  public static final class Builder {
    private AddressPolicy policy = AddressPolicy.publicOnly();
    private String userAgent = "Sluice/" + version();
    private Dns resolver = Dns.SYSTEM;

    private Builder() {}

    /** The guard; {@link AddressPolicy#publicOnly()} without this. */
    public Builder policy(AddressPolicy guard) {
      policy = Objects.requireNonNull(guard);
      return this;
    }

    /** What a request that names no {@code User-Agent} is sent with. */
    public Builder userAgent(String name) {
      userAgent = Objects.requireNonNull(name);
      return this;
    }

    Builder resolver(Dns names) {
      resolver = names;
      return this;
    }

    public OkHttpWebClient build() {
      OkHttpClient client =
          new OkHttpClient.Builder()
              .dns(new GuardedDns(policy, resolver))
              .socketFactory(new GuardedSockets(policy))
              .proxy(Proxy.NO_PROXY)
              .followRedirects(false)
              .followSslRedirects(false)
              // Over HTTP/2 several ranges would share one connection, which gains nothing.
              .protocols(List.of(Protocol.HTTP_1_1))
              .build();
      return new OkHttpWebClient(client, userAgent);
    }

    private static String version() {
      String version = OkHttpWebClient.class.getPackage().getImplementationVersion();
      return version == null ? "dev" : version;
    }
  }
}
