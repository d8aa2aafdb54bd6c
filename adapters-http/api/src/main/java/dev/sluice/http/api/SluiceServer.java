package dev.sluice.http.api;

import dev.sluice.core.Sluice;
import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.http.api.events.EventRoutes;
import dev.sluice.http.api.events.EventStreams;
import dev.sluice.http.api.exchange.AccessLog;
import dev.sluice.http.api.exchange.Cors;
import dev.sluice.http.api.exchange.JettyConfiguration;
import dev.sluice.http.api.exchange.RequestIds;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.exchange.UnreadResponses;
import dev.sluice.http.api.files.FileRoutes;
import dev.sluice.http.api.files.Transfers;
import dev.sluice.http.api.json.Json;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import dev.sluice.http.api.limits.ConnectionLimiter;
import dev.sluice.http.api.limits.RequestRateLimiter;
import dev.sluice.http.api.routes.HealthRoutes;
import dev.sluice.http.api.routes.JobRoutes;
import dev.sluice.http.api.routes.LongPolls;
import dev.sluice.http.api.routes.MediaRoutes;
import dev.sluice.http.api.routes.OpenApiRoutes;
import dev.sluice.http.api.routes.Readiness;
import dev.sluice.http.api.routes.StorageRoutes;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The HTTP API of a {@link Sluice}. Runs from {@link Builder#start()} until {@link #close()}; does
 * not close the objects that its builder was given. Thread-safe.
 */
public final class SluiceServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SluiceServer.class.getName());

  /** How many requests that look at a source run at a time. */
  public static final int MAX_INSPECTIONS = 8;

  /** Requests that may wait for a database or a source at a time. */
  private static final int WORKERS = 200;

  /** One key must not take all of them. */
  private static final int MAX_WORKERS_PER_KEY = WORKERS / 2;

  private static final Duration BODY_WINDOW = Duration.ofSeconds(30);

  /** How long an answer waits for checks; clients are promised two seconds. */
  private static final Duration READINESS_WAIT = Duration.ofMillis(1_500);

  private static final int MAX_CONNECTIONS = 2_048;
  private static final int MAX_CONNECTIONS_PER_ADDRESS = 256;
  private static final int MAX_CONNECTIONS_FOR_PROBES = 32;

  private static final long MAX_UNREAD_BYTES = 32L * 1024 * 1024;

  private static final int MAX_POLLS = 200;
  private static final int MAX_POLLS_PER_KEY = 50;
  private static final int MAX_STREAMS = 100;
  private static final int MAX_STREAMS_PER_KEY = 20;
  private static final int MAX_INSPECTIONS_PER_KEY = 3;
  private static final int MAX_TRIALS = 8;
  private static final int MAX_TRIALS_PER_KEY = 2;

  private final Javalin javalin;
  private final LongPolls polls;
  private final EventStreams streams;
  private final Transfers transfers;
  private final Readiness readiness;
  private final RouteTable routes;
  private final JettyConfiguration.Limits limits;
  private final String host;
  private final int port;

  private SluiceServer(
      Javalin javalin,
      LongPolls polls,
      EventStreams streams,
      Transfers transfers,
      Readiness readiness,
      RouteTable routes,
      JettyConfiguration.Limits limits,
      String host) {
    this.javalin = javalin;
    this.polls = polls;
    this.streams = streams;
    this.transfers = transfers;
    this.readiness = readiness;
    this.routes = routes;
    this.limits = limits;
    this.host = host;
    this.port = javalin.port();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Returns the port that it listens on, also if it picked a free one. */
  public int port() {
    return port;
  }

  /** Returns the host that it listens on, as its builder was given it. */
  public String host() {
    return host;
  }

  LongPolls polls() {
    return polls;
  }

  EventStreams streams() {
    return streams;
  }

  RouteTable routes() {
    return routes;
  }

  JettyConfiguration.Limits limits() {
    return limits;
  }

  /**
   * Stops accepting requests (late ones are answered 503), waits for running ones up to the grace
   * period, then closes all connections.
   */
  @Override
  public void close() {
    polls.stop();
    streams.close();
    try {
      javalin.stop();
    } catch (JavalinException e) {
      // Everything is closed by then; only a request took longer than the grace period.
      LOG.log(Level.WARNING, "Requests were cut off: they took longer than the grace period");
    } finally {
      polls.close();
      streams.stopThreads();
      transfers.close();
      readiness.close();
    }
  }

  /** Configures a server. A {@link Sluice}, keys and ids are required. Not thread-safe. */
  public static final class Builder {
    private final List<Readiness.Check> checks = new ArrayList<>();
    private Sluice sluice;
    private ApiKeyStore keys;
    private IdSource ids;
    private Optional<LinkedObjects> linkedObjects = Optional.empty();
    private Set<String> corsOrigins = Set.of();
    private int requestsPerSecond;
    private Optional<Supplier<String>> metrics = Optional.empty();
    private String host = "127.0.0.1";
    private int port = 8080;
    private Duration grace = Duration.ofSeconds(5);
    private int workers = WORKERS;
    private Duration bodyWindow = BODY_WINDOW;
    private Duration readinessWait = READINESS_WAIT;
    private int connections = MAX_CONNECTIONS;
    private int connectionsForProbes = MAX_CONNECTIONS_FOR_PROBES;
    private int connectionsPerAddress = MAX_CONNECTIONS_PER_ADDRESS;
    private long unreadBytes = MAX_UNREAD_BYTES;

    private Builder() {}

    public Builder sluice(Sluice running) {
      sluice = Objects.requireNonNull(running);
      return this;
    }

    /** The store of the clients' keys; {@link ApiKeys} creates them. */
    public Builder keys(ApiKeyStore store) {
      keys = Objects.requireNonNull(store);
      return this;
    }

    /** The source of ids of incidents, which stand in an answer of 500 and in the log. */
    public Builder ids(IdSource source) {
      ids = Objects.requireNonNull(source);
      return this;
    }

    /** The objects to serve under {@link LinkedObjects#PREFIX}; by default none. */
    public Builder linkedObjects(LinkedObjects objects) {
      linkedObjects = Optional.of(objects);
      return this;
    }

    /**
     * The origins whose pages may call from a browser, such as {@code https://app.example}; {@code
     * *} is every page. By default none.
     */
    public Builder corsOrigins(Set<String> origins) {
      corsOrigins = Set.copyOf(origins);
      return this;
    }

    /** The answer of {@code GET /metrics}, in Prometheus' text format; without it 404. */
    public Builder metrics(Supplier<String> text) {
      metrics = Optional.of(text);
      return this;
    }

    /** How many requests a second a key may send; 0, the default, is no limit. */
    public Builder requestsPerSecond(int max) {
      if (max < 0) {
        throw new IllegalArgumentException("requests a second must not be negative: " + max);
      }
      requestsPerSecond = max;
      return this;
    }

    /**
     * How many connections a public address may have; 0 is no limit, 256 the default. A proxy or
     * load balancer with a public address is one address.
     */
    public Builder connectionsPerAddress(int max) {
      if (max < 0) {
        throw new IllegalArgumentException("connections per address must not be negative: " + max);
      }
      connectionsPerAddress = max == 0 ? Integer.MAX_VALUE : max;
      return this;
    }

    /**
     * How many connections serve all requests, 2048 by default, and how many more serve probes
     * alone, 32 by default. Each takes a file handle, and another one while it gets an object.
     */
    public Builder connections(int max, int maxForProbes) {
      if (max < 1 || maxForProbes < 1) {
        throw new IllegalArgumentException(
            "connections must be at least 1: " + max + ", " + maxForProbes);
      }
      connections = max;
      connectionsForProbes = maxForProbes;
      return this;
    }

    /** The address to listen on; by default {@code 127.0.0.1}. */
    public Builder host(String address) {
      host = Objects.requireNonNull(address);
      return this;
    }

    /** The port to listen on, 0 to 65535; 0 picks a free one. By default 8080. */
    public Builder port(int number) {
      if (number < 0 || number > 65_535) {
        throw new IllegalArgumentException("port must be between 0 and 65535, not " + number);
      }
      port = number;
      return this;
    }

    /**
     * Adds a check to {@code GET /ready}, which always checks the database and the default storage.
     * The check throws if it fails; its sentence goes to the log, since the call needs no key. One
     * that hangs is reported after 1.5 seconds.
     */
    public Builder readiness(String name, Runnable question) {
      checks.add(new Readiness.Check(name, question));
      return this;
    }

    /** How long a close waits for running requests; by default five seconds. */
    public Builder grace(Duration longest) {
      grace = Objects.requireNonNull(longest);
      return this;
    }

    /** How many requests may wait for a database or a source at a time. */
    Builder workers(int threads) {
      workers = threads;
      return this;
    }

    /** How long a client may take for a part of a body. */
    Builder bodyWindow(Duration window) {
      bodyWindow = window;
      return this;
    }

    /** How long {@code GET /ready} waits for its checks. */
    Builder readinessWait(Duration longest) {
      readinessWait = longest;
      return this;
    }

    /** How many bytes of responses may wait in memory for their clients. */
    Builder unreadBytes(long most) {
      unreadBytes = most;
      return this;
    }

    /**
     * Starts the server. When this returns, requests are answered.
     *
     * @throws IllegalStateException if a required object is missing, or the address cannot be
     *     listened on
     */
    public SluiceServer start() {
      if (sluice == null || keys == null || ids == null) {
        throw new IllegalStateException(
            "A SluiceServer needs a Sluice, an ApiKeyStore and an IdSource: call sluice(...),"
                + " keys(...) and ids(...)");
      }
      LongPolls polls =
          new LongPolls(
              ConcurrencyLimiter.perKey(
                  "requests that wait for a job", MAX_POLLS, MAX_POLLS_PER_KEY),
              System::nanoTime);
      EventStreams streams =
          new EventStreams(
              sluice,
              ConcurrencyLimiter.perKey("streams of events", MAX_STREAMS, MAX_STREAMS_PER_KEY));
      Transfers transfers = new Transfers();
      Readiness readiness = readiness();
      RouteTable routes = routes(polls, streams, transfers, readiness);
      JettyConfiguration.Limits limits =
          new JettyConfiguration.Limits(
              workers,
              bodyWindow,
              new ConnectionLimiter(connections, connectionsPerAddress, connectionsForProbes),
              new UnreadResponses(unreadBytes));
      Javalin javalin = Javalin.create(config -> configure(config, routes, limits));
      try {
        javalin.start();
      } catch (UncheckedIOException e) {
        streams.close();
        streams.stopThreads();
        polls.close();
        transfers.close();
        readiness.close();
        throw new IllegalStateException(cannotListen(host, port, e), e);
      }
      return new SluiceServer(javalin, polls, streams, transfers, readiness, routes, limits, host);
    }

    private void configure(
        JavalinConfig config, RouteTable routes, JettyConfiguration.Limits limits) {
      config.startup.showJavalinBanner = false;
      config.startup.showOldJavalinVersionWarning = false;
      config.startup.startupWatcherEnabled = false;
      config.http.compressionStrategy = CompressionStrategy.NONE;
      config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
      new JettyConfiguration(host, port, grace, new RequestIds(ids), limits)
          .configure(config.jetty);
      config.requestLogger.http(AccessLog::write);
      config.routes.before(new RequestIds(ids)::mark).before(new Cors(corsOrigins)::mark);
      routes.declare(config.routes);
      ResponseWriter answers = new ResponseWriter(ids);
      answers.declare(config.routes);
      config.router.javaLangErrorHandler(answers::crashed);
    }

    private Readiness readiness() {
      List<Readiness.Check> all = new ArrayList<>();
      all.add(new Readiness.Check("database", sluice::checkDatabase));
      all.add(new Readiness.Check("storage", sluice::checkStorage));
      all.addAll(checks);
      return new Readiness(all, readinessWait);
    }

    private RouteTable routes(
        LongPolls polls, EventStreams streams, Transfers transfers, Readiness readiness) {
      RouteTable routes =
          new RouteTable(
                  sluice,
                  keys,
                  new RequestRateLimiter(requestsPerSecond, System::nanoTime),
                  ConcurrencyLimiter.perKey("requests", Integer.MAX_VALUE, MAX_WORKERS_PER_KEY))
              .jobs(new JobRoutes(sluice, polls))
              .bulk()
              .events(new EventRoutes(streams, System::nanoTime))
              .media(
                  new MediaRoutes(
                      ConcurrencyLimiter.perKey(
                          "inspections of sources", MAX_INSPECTIONS, MAX_INSPECTIONS_PER_KEY)))
              .batches()
              .account()
              .storage(
                  new StorageRoutes(
                      ConcurrencyLimiter.perKey(
                          "trials of a storage", MAX_TRIALS, MAX_TRIALS_PER_KEY)))
              .unavailableStorages()
              .dashboard()
              .openApi(new OpenApiRoutes(transfers))
              .health(new HealthRoutes(readiness));
      linkedObjects.map(objects -> new FileRoutes(objects, transfers)).ifPresent(routes::files);
      metrics.ifPresent(routes::metrics);
      return routes;
    }
  }

  static String cannotListen(String host, int port, Throwable failure) {
    String what = "Cannot listen on " + host + ":" + port + ": ";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains("Permission denied")) {
        return what
            + "this user has no permission to; choose a port from 1024 on, and put a proxy in"
            + " front, or give the process the capability CAP_NET_BIND_SERVICE";
      }
    }
    return what
        + "the port is taken or the address is not this machine's;"
        + " choose another port (0 picks a free one)";
  }
}
