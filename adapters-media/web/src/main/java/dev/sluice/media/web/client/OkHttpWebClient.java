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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * A web client that uses OkHttp over HTTP/1.1. It ignores the proxy of the system properties, which
 * could dial addresses that the guard forbids; {@link #with} sets a trusted one. A peer that sends
 * less than 100 bytes a second for a minute fails with {@link SlowPeerException}. Closing it frees
 * idle connections; open responses stay open.
 */
public final class OkHttpWebClient implements WebClient, AutoCloseable {
  private static final int MAX_IDLE = 32;

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final OkHttpClient client;
  private final GuardedDns names;
  private final LongSupplier nanoTime;
  private final String userAgent;
  private final SiteCredentials access;
  private final Optional<SessionCookies> session;
  private final OkHttpRequests messages;

  private OkHttpWebClient(
      OkHttpClient client,
      GuardedDns names,
      LongSupplier nanoTime,
      String userAgent,
      SiteCredentials access,
      Optional<SessionCookies> session) {
    this.client = client;
    this.names = names;
    this.nanoTime = nanoTime;
    this.userAgent = userAgent;
    this.access = access;
    this.session = session;
    this.messages = new OkHttpRequests(userAgent, access);
  }

  /** Returns a client with this guard and defaults for everything else. */
  public static OkHttpWebClient guardedBy(AddressPolicy policy) {
    return builder().policy(policy).build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a client that sends these cookies and uses this proxy, over connections of its own. It
   * need not be closed.
   */
  public WebClient with(SiteCredentials other) {
    OkHttpClient same = other.proxy().map(this::through).orElse(client);
    return new OkHttpWebClient(same, names, nanoTime, userAgent, other, Optional.empty());
  }

  @Override
  public WebClient session() {
    return session.isPresent()
        ? this
        : new OkHttpWebClient(
            client, names, nanoTime, userAgent, access, Optional.of(new SessionCookies()));
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
        .socketFactory(GuardedSockets.withLeastRate(dns.policy(), nanoTime))
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
    // Without a session, cookies last as long as the redirects do.
    SessionCookies cookies = session.orElseGet(SessionCookies::new);
    Set<Visit> seen = new HashSet<>();
    seen.add(new Visit(url, cookies.of(url)));
    for (int hops = 0; ; hops++) {
      OkHttpResponse response = exchange(timed, request, url, first, cookies, ending);
      if (!follow || !REDIRECTS.contains(response.status())) {
        return response;
      }
      url = next(url, response);
      if (!seen.add(new Visit(url, cookies.of(url)))) {
        throw ConnectionFailures.redirects(request.uri(), "redirects in a circle");
      }
      if (hops >= request.maxRedirects()) {
        throw ConnectionFailures.redirects(
            request.uri(), "redirects more than " + request.maxRedirects() + " times");
      }
    }
  }

  /** A request of a chain of redirects: with another cookie the same URL may respond otherwise. */
  private record Visit(HttpUrl url, Map<String, String> cookies) {}

  @Override
  public void close() {
    client.connectionPool().evictAll();
  }

  // The copies share one connection pool.
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
      OkHttpClient timed,
      Request request,
      HttpUrl url,
      HttpUrl first,
      SessionCookies cookies,
      Ending ending) {
    Call call = timed.newCall(messages.of(request, url, first, cookies));
    StageMonitor.Registration registration = ending.onEnd(call::cancel);
    try {
      if (access.proxy().isPresent()) {
        // The proxy dials the origin, so the guard has to check its address here.
        names.lookup(url.host());
      }
      okhttp3.Response received = call.execute();
      cookies.store(url, received);
      OkHttpResponse response = new OkHttpResponse(call, received, url.uri());
      if (access.proxy().isPresent() && response.status() == ProxyAuthenticator.WANTED) {
        response.letGo();
        throw ProxyAuthenticator.refused(access.proxy().get());
      }
      return response;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      if (call.isCanceled()) {
        throw new SluiceException(FailureCode.CANCELLED, "The request was cancelled", e);
      }
      // Kotlin has no checked exceptions: an interruption may come out of here undeclared.
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

  private static HttpUrl next(HttpUrl from, OkHttpResponse response) {
    // Not cancelled: the body of a redirect is small, so the connection can be reused.
    String location = response.header("Location").orElse("");
    response.letGo();
    HttpUrl target = location.isEmpty() ? null : from.resolve(location);
    if (target == null) {
      throw ConnectionFailures.redirects(
          from.uri(),
          location.isEmpty()
              ? "redirects to nowhere"
              : "redirects to something that is not an http or https address");
    }
    HttpUrl.Builder changed = target.newBuilder().fragment(null);
    if (target.username().isEmpty() && SecretHeaders.mayGo(from, target)) {
      changed.username(from.username()).password(from.password());
    }
    return changed.build();
  }

  private static HttpUrl url(URI uri) {
    HttpUrl url = HttpUrl.parse(uri.toString());
    if (url == null) {
      throw new SluiceException(
          FailureCode.HOST_UNKNOWN, "The URL has no http or https host that can be reached");
    }
    return url;
  }

  /** Configures a client; everything has a default. */
  public static final class Builder {
    private AddressPolicy policy = AddressPolicy.publicOnly();
    private String userAgent = "Sluice/" + version();
    private Dns resolver = Dns.SYSTEM;
    private LongSupplier nanoTime = System::nanoTime;

    private Builder() {}

    /** Sets the guard; the default is {@link AddressPolicy#publicOnly()}. */
    public Builder policy(AddressPolicy guard) {
      policy = Objects.requireNonNull(guard);
      return this;
    }

    /** Sets the {@code User-Agent} of requests that do not name one. */
    public Builder userAgent(String name) {
      userAgent = Objects.requireNonNull(name);
      return this;
    }

    Builder resolver(Dns names) {
      resolver = names;
      return this;
    }

    /** Sets what measures how long a peer lets the client wait. */
    Builder nanoTime(LongSupplier time) {
      nanoTime = time;
      return this;
    }

    public OkHttpWebClient build() {
      GuardedDns names = new GuardedDns(policy, resolver);
      OkHttpClient client =
          new OkHttpClient.Builder()
              .dns(names)
              .socketFactory(GuardedSockets.withLeastRate(policy, nanoTime))
              .proxy(Proxy.NO_PROXY)
              // One job uses more than OkHttp's default of five, and would reopen them all the
              // time.
              .connectionPool(new ConnectionPool(MAX_IDLE, 1, TimeUnit.MINUTES))
              .followRedirects(false)
              .followSslRedirects(false)
              // Over HTTP/2 all ranges would share one connection, which gains nothing.
              .protocols(List.of(Protocol.HTTP_1_1))
              .build();
      return new OkHttpWebClient(
          client, names, nanoTime, userAgent, SiteCredentials.NONE, Optional.empty());
    }

    private static String version() {
      String version = OkHttpWebClient.class.getPackage().getImplementationVersion();
      return version == null ? "dev" : version;
    }
  }
}
