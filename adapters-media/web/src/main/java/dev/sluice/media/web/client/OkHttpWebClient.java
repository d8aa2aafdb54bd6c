package dev.sluice.media.web.client;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * The web through OkHttp, over HTTP/1.1. No proxy, whatever the system's properties say: a proxy
 * would dial for us what the guard forbids; but see {@link #with}. Closing it frees idle
 * connections; answers that are still open stay so.
 */
public final class OkHttpWebClient implements WebClient, AutoCloseable {
  private static final int MOST_IDLE = 32;

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final OkHttpClient client;
  private final GuardedDns names;
  private final String userAgent;
  private final SiteCredentials access;
  private final OkHttpRequests messages;

  private OkHttpWebClient(
      OkHttpClient client, GuardedDns names, String userAgent, SiteCredentials access) {
    this.client = client;
    this.names = names;
    this.userAgent = userAgent;
    this.access = access;
    this.messages = new OkHttpRequests(userAgent, access);
  }

  /** A client with this guard and everything else by default. */
  public static OkHttpWebClient guardedBy(AddressPolicy policy) {
    return builder().policy(policy).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * The same client for somebody with cookies or a proxy, over connections of his own. It need not
   * be closed.
   */
  public WebClient with(SiteCredentials other) {
    OkHttpClient same = other.proxy().map(this::through).orElse(client);
    return new OkHttpWebClient(same, names, userAgent, other);
  }

  private OkHttpClient through(HttpProxy proxy) {
    GuardedDns dns = names.allowing(proxy.host());
    return client
        .newBuilder()
        .proxy(
            new Proxy(
                Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port())))
        .proxyAuthenticator(new ProxyAuthenticator(proxy))
        .dns(dns)
        .socketFactory(new GuardedSockets(dns.policy()))
        .build();
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
        throw ConnectionFailures.redirects(request.uri(), "redirects in a circle");
      }
      if (hops >= request.maxRedirects()) {
        throw ConnectionFailures.redirects(
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
    Call call = timed.newCall(messages.of(request, url, first));
    StageMonitor.Registration registration = ending.onEnd(call::cancel);
    try {
      if (access.proxy().isPresent()) {
        // What the proxy will dial for us, the guard has to see here.
        names.lookup(url.host());
      }
      OkHttpResponse answer = new OkHttpResponse(call, call.execute(), url.uri());
      if (access.proxy().isPresent() && answer.status() == ProxyAuthenticator.WANTED) {
        answer.letGo();
        throw ProxyAuthenticator.refused(access.proxy().get());
      }
      return answer;
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
        throw access
            .proxy()
            .flatMap(proxy -> ConnectionFailures.ofProxy(failure, proxy))
            .orElseGet(() -> ConnectionFailures.of(failure, url.uri(), request.timeout()));
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

  private static HttpUrl next(HttpUrl from, OkHttpResponse answer) {
    // Not closed but let go: what is left of such a body is small, and the connection stays.
    String location = answer.header("Location").orElse("");
    answer.letGo();
    HttpUrl target = location.isEmpty() ? null : from.resolve(location);
    if (target == null) {
      throw ConnectionFailures.redirects(
          from.uri(),
          location.isEmpty()
              ? "redirects to nowhere"
              : "redirects to something that is not an http or https address");
    }
    HttpUrl.Builder changed = target.newBuilder().fragment(null);
    if (target.username().isEmpty() && OkHttpRequests.trusts(from, target)) {
      changed.username(from.username()).password(from.password());
    }
    return changed.build();
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
      GuardedDns names = new GuardedDns(policy, resolver);
      OkHttpClient client =
          new OkHttpClient.Builder()
              .dns(names)
              .socketFactory(new GuardedSockets(policy))
              .proxy(Proxy.NO_PROXY)
              // One film has more than OkHttp's five, and would open them again and again.
              .connectionPool(new ConnectionPool(MOST_IDLE, 1, TimeUnit.MINUTES))
              .followRedirects(false)
              .followSslRedirects(false)
              // Over HTTP/2 several ranges would share one connection, which gains nothing.
              .protocols(List.of(Protocol.HTTP_1_1))
              .build();
      return new OkHttpWebClient(client, names, userAgent, SiteCredentials.PLAIN);
    }

    private static String version() {
      String version = OkHttpWebClient.class.getPackage().getImplementationVersion();
      return version == null ? "dev" : version;
    }
  }
}
