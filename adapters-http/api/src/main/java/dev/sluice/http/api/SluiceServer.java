package dev.sluice.http.api;

import dev.sluice.core.Sluice;
import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.http.api.events.EventRoutes;
import dev.sluice.http.api.events.EventStreams;
import dev.sluice.http.api.exchange.AccessLog;
import dev.sluice.http.api.exchange.ConcurrencyLimiter;
import dev.sluice.http.api.exchange.Cors;
import dev.sluice.http.api.exchange.JettyConfiguration;
import dev.sluice.http.api.exchange.RequestIds;
import dev.sluice.http.api.exchange.RequestRateLimiter;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.files.FileRoutes;
import dev.sluice.http.api.json.Json;
import dev.sluice.http.api.routes.HealthRoutes;
import dev.sluice.http.api.routes.JobRoutes;
import dev.sluice.http.api.routes.LongPolls;
import dev.sluice.http.api.routes.MediaRoutes;
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
 * The HTTP API in front of a {@link Sluice}. Runs from {@link Builder#start()} until {@link
 * #close()}; closes nothing that it was given. Thread-safe.
 */
public final class SluiceServer implements AutoCloseable {
  private static final Logger LOG = System.getLogger(SluiceServer.class.getName());

  private static final int POLLS_AT_A_TIME = 100;
  private static final int STREAMS_AT_A_TIME = 100;
  private static final int STREAMS_OF_A_KEY = 20;
  private static final int LOOKS_AT_A_TIME = 8;
  private static final int LOOKS_OF_A_KEY = 3;
  private static final int TRIALS_AT_A_TIME = 8;
  private static final int TRIALS_OF_A_KEY = 2;

  private final Javalin javalin;
  private final LongPolls polls;
  private final EventStreams streams;
  private final RouteTable routes;
  private final String host;
  private final int port;

  private SluiceServer(
      Javalin javalin, LongPolls polls, EventStreams streams, RouteTable routes, String host) {
    this.javalin = javalin;
    this.polls = polls;
    this.streams = streams;
    this.routes = routes;
    this.host = host;
    this.port = javalin.port();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The port that it listens on, also when it was to pick one. */
  public int port() {
    return port;
  }

  /** The host that it was told to listen on. */
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

  /**
   * Takes no more requests (503 for those that still come), lets those under way end within the
   * grace period, then closes all connections.
   */
  @Override
  public void close() {
    polls.stop();
    streams.close();
    try {
      javalin.stop();
    } catch (JavalinException e) {
      // Everything is closed by then: only the wait for somebody's request was in vain.
      LOG.log(Level.WARNING, "Requests were cut off: they took longer than the grace period");
    }
  }

  /** Takes what the server needs; a {@link Sluice}, keys and ids must be given. Not thread-safe. */
  public static final class Builder {
    private final List<HealthRoutes.Check> checks = new ArrayList<>();
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

    private Builder() {}

    public Builder sluice(Sluice running) {
      sluice = Objects.requireNonNull(running);
      return this;
    }

    /** Where the clients' keys are looked up; see {@link ApiKeys} for making them. */
    public Builder keys(ApiKeyStore store) {
      keys = Objects.requireNonNull(store);
      return this;
    }

    /** Names incidents, so that an answer of 500 and the log can be brought together. */
    public Builder ids(IdSource source) {
      ids = Objects.requireNonNull(source);
      return this;
    }

    /** The objects to serve under {@link LinkedObjects#PREFIX}; none unless said otherwise. */
    public Builder linkedObjects(LinkedObjects objects) {
      linkedObjects = Optional.of(objects);
      return this;
    }

    /**
     * The origins whose pages may call from a browser, such as {@code https://app.example}; {@code
     * *} is every page. None unless said otherwise.
     */
    public Builder corsOrigins(Set<String> origins) {
      corsOrigins = Set.copyOf(origins);
      return this;
    }

    /** What {@code GET /metrics} answers, in Prometheus' text format; no such path without it. */
    public Builder metrics(Supplier<String> text) {
      metrics = Optional.of(text);
      return this;
    }

    /** How many requests a key may send in a second, 0 or more; 0, the default, is no limit. */
    public Builder requestsPerSecond(int most) {
      if (most < 0) {
        throw new IllegalArgumentException("requests a second must not be negative: " + most);
      }
      requestsPerSecond = most;
      return this;
    }

    /** The address to listen on; {@code 127.0.0.1} unless said otherwise. */
    public Builder host(String address) {
      host = Objects.requireNonNull(address);
      return this;
    }

    /** The port to listen on, 0 to 65535; 0 picks a free one. 8080 unless said otherwise. */
    public Builder port(int number) {
      if (number < 0 || number > 65_535) {
        throw new IllegalArgumentException("port must be between 0 and 65535, not " + number);
      }
      port = number;
      return this;
    }

    /**
     * A question that {@code GET /ready} asks beside {@link Sluice#check()}: it returns if all is
     * well and throws if not; a {@link dev.sluice.core.failure.SluiceException}'s sentence is
     * shown.
     */
    public Builder readiness(String name, Runnable question) {
      checks.add(new HealthRoutes.Check(name, question));
      return this;
    }

    /** How long a close waits for requests under way; five seconds unless said otherwise. */
    public Builder grace(Duration most) {
      grace = Objects.requireNonNull(most);
      return this;
    }

    /**
     * Listens. When this returns, requests are answered.
     *
     * @throws IllegalStateException with a sentence, if something is missing or the address cannot
     *     be listened on
     */
    public SluiceServer start() {
      if (sluice == null || keys == null || ids == null) {
        throw new IllegalStateException(
            "A SluiceServer needs a Sluice, an ApiKeyStore and an IdSource: call sluice(...),"
                + " keys(...) and ids(...)");
      }
      LongPolls polls = new LongPolls(POLLS_AT_A_TIME);
      EventStreams streams =
          new EventStreams(
              sluice,
              new ConcurrencyLimiter("streams of events", STREAMS_AT_A_TIME, STREAMS_OF_A_KEY));
      RouteTable routes = routes(polls, streams);
      Javalin javalin = Javalin.create(config -> configure(config, routes));
      try {
        javalin.start();
      } catch (UncheckedIOException e) {
        streams.close();
        throw new IllegalStateException(
            "Cannot listen on "
                + host
                + ":"
                + port
                + ": the port is taken or the address is not this machine's;"
                + " choose another port (0 picks a free one)",
            e);
      }
      return new SluiceServer(javalin, polls, streams, routes, host);
    }

    private void configure(JavalinConfig config, RouteTable routes) {
      config.startup.showJavalinBanner = false;
      config.startup.showOldJavalinVersionWarning = false;
      config.startup.startupWatcherEnabled = false;
      // Where the JDK has none (before 21), Javalin falls back to a pool of threads.
      config.concurrency.useVirtualThreads = true;
      config.http.compressionStrategy = CompressionStrategy.NONE;
      config.jsonMapper(new JavalinJackson(Json.MAPPER, false));
      new JettyConfiguration(host, port, grace, new RequestIds(ids)).configure(config.jetty);
      config.requestLogger.http(AccessLog::write);
      config.routes.before(new RequestIds(ids)::mark).before(new Cors(corsOrigins)::mark);
      routes.declare(config.routes);
      ResponseWriter answers = new ResponseWriter(ids);
      answers.declare(config.routes);
      config.router.javaLangErrorHandler(answers::crashed);
    }

    private RouteTable routes(LongPolls polls, EventStreams streams) {
      List<HealthRoutes.Check> all = new ArrayList<>();
      all.add(new HealthRoutes.Check("stores", sluice::check));
      all.addAll(checks);
      RouteTable routes =
          new RouteTable(sluice, keys, new RequestRateLimiter(requestsPerSecond, System::nanoTime))
              .jobs(new JobRoutes(sluice, polls))
              .bulk()
              .events(new EventRoutes(streams, System::nanoTime))
              .media(
                  new MediaRoutes(
                      new ConcurrencyLimiter("looks at sources", LOOKS_AT_A_TIME, LOOKS_OF_A_KEY)))
              .batches()
              .account()
              .storage(
                  new StorageRoutes(
                      new ConcurrencyLimiter(
                          "trials of a storage", TRIALS_AT_A_TIME, TRIALS_OF_A_KEY)))
              .dashboard()
              .openApi()
              .health(new HealthRoutes(all));
      linkedObjects.map(FileRoutes::new).ifPresent(routes::files);
      metrics.ifPresent(routes::metrics);
      return routes;
    }
  }
}
