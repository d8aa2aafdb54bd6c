package dev.sluice.app.wiring;

import dev.sluice.app.metrics.Metrics;
import dev.sluice.app.settings.Settings;
import dev.sluice.core.Sluice;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.store.IdSource;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import dev.sluice.http.api.SluiceServer;
import dev.sluice.media.web.TenantMediaFetcher;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.storage.jdbc.JobDatabase;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The composition root: the parts of a server, in flow order. Read it from top to bottom and you
 * know the deployment. It closes its parts in reverse order: no more requests, running jobs
 * released to the queue, then the stores. May be closed twice.
 */
public final class ServerAssembly implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ServerAssembly.class.getName());

  private final ResourceStack parts = new ResourceStack();
  private final CompletableFuture<URI> address = new CompletableFuture<>();
  private final KeyRing keyRing;
  private final Optional<Secret> newKey;
  private final SluiceServer server;

  private ServerAssembly(Settings settings) {
    InstantSource clock = InstantSource.system();
    IdSource ids = UUID::randomUUID;
    // The lock of the data folder holds off other servers; with a shared database there are some.
    boolean isAlone = settings.database().isEmpty();
    Instant started = clock.instant();
    try {
      DataFolder.prepare(settings.dataDir());
      if (isAlone) {
        parts.add(DataFolderLock.on(settings.dataDir()));
      }
      // The natives and the database take longest to open: both at the same time.
      int workers = settings.workers().orElse(Runtime.getRuntime().availableProcessors());
      LoadingTranscoder natives = parts.add(LoadingTranscoder.of(settings, workers));

      OkHttpWebClient web = parts.add(Adapters.web(settings));
      ObjectStorage objects = parts.add(Adapters.objects(settings, address::join));
      if (objects.linked().isPresent()) {
        FileNames.warn();
      }
      SecretBox secrets = Adapters.secrets(settings);
      JobDatabase database = parts.add(Adapters.database(settings, secrets));
      if (isAlone) {
        database.releaseIdempotencyClaims();
      }
      keyRing = KeyRing.in(database);
      SiteCredentialsFile credentials = SiteCredentialsFile.of(settings, clock);
      TenantMediaFetcher fetcher =
          parts.add(Adapters.fetcher(settings, web, credentials, keyRing::nameOf));
      settings.initialApiKey().ifPresent(keyRing::adopt);
      Transcoder transcoder = natives.loaded();
      Metrics metrics = new Metrics();
      metrics.watch(database.queue(), clock);
      metrics.watch(database.batches(), clock);
      metrics.watch(database::poolUsage);

      Sluice sluice =
          parts.add(
              Sluice.builder()
                  .fetcher(fetcher)
                  .transcoder(transcoder)
                  .store(objects.store())
                  .stores(Adapters.stores(settings, ids))
                  .database(database)
                  .notifier(metrics.metered(Adapters.notifier(settings, web, clock)))
                  .shows(ShowExpanders.of(settings, web, clock, credentials))
                  .showTimeout(settings.shows().timeout())
                  .clock(clock)
                  .ids(ids)
                  .worker("serve-" + ProcessHandle.current().pid())
                  .workers(workers)
                  .jobTimeout(settings.jobTimeout())
                  .limits(Adapters.limits(settings.access()))
                  .retention(settings.retention())
                  .start());

      sluice.onEvent(metrics.jobs());
      sluice.onRejection(metrics.refusals());
      metrics.watchStatus(sluice::status);
      metrics.watchMemory(HeapBudget.OF_PROCESS);
      ConnectionBudget connections = ConnectionBudget.ofThisProcess(workers);
      SluiceServer.Builder http =
          SluiceServer.builder()
              .sluice(sluice)
              .keys(database.keys())
              .ids(ids)
              .corsOrigins(settings.access().corsOrigins())
              .requestsPerSecond(settings.access().requestsPerSecond().orElse(0))
              .connections(connections.all(), connections.forProbes())
              .connectionsPerAddress(settings.access().connectionsPerAddress().orElse(0))
              .metrics(metrics::text)
              .host(settings.host())
              .port(settings.port());
      objects.linked().ifPresent(http::linkedObjects);
      http.readiness("encoders", () -> Adapters.checkEncoders(transcoder));
      server = parts.add(listening(http));
      // Only once the port is ours: a start that fails would have created a key that nobody ever
      // sees.
      newKey = keyRing.makeFirstIfNone();
      Optional<Instant> startedAlone =
          isAlone && objects.isInDataFolder() ? Optional.of(started) : Optional.empty();
      parts.add(Sweeper.start(objects.sweep(), clock, settings.jobTimeout(), startedAlone));
      address.complete(settings.publicUrl().orElseGet(() -> reachable(objects)));
    } catch (RuntimeException e) {
      address.completeExceptionally(e);
      parts.close();
      throw e;
    }
  }

  /**
   * Starts everything; when this returns, requests are answered.
   *
   * @throws StartException with a sentence, if the address cannot be listened on, or another server
   *     runs on this data folder
   * @throws dev.sluice.core.failure.SluiceException if a store cannot be opened
   */
  public static ServerAssembly start(Settings settings) {
    return new ServerAssembly(settings);
  }

  /** Returns the address that the server listens at, with the port that it picked. */
  public URI listensAt() {
    String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
    return URI.create("http://%s:%s".formatted(host, server.port()));
  }

  /** Returns the address for links, which must name one machine. */
  private URI reachable(ObjectStorage objects) {
    URI listens = listensAt();
    if (!new InetSocketAddress(server.host(), server.port()).getAddress().isAnyLocalAddress()) {
      return listens;
    }
    URI here = URI.create("http://127.0.0.1:" + server.port());
    if (objects.linked().isPresent()) {
      LOG.log(
          Level.WARNING,
          "Links to files lead to {0}, which other machines cannot open; set public-url to the"
              + " address by which they reach this one",
          here);
    }
    return here;
  }

  /** Returns the key that was created because there was none. */
  public Optional<Secret> newKey() {
    return newKey;
  }

  /** Returns the API keys of its clients. */
  public KeyRing keyRing() {
    return keyRing;
  }

  private static SluiceServer listening(SluiceServer.Builder http) {
    try {
      return http.start();
    } catch (IllegalStateException e) {
      throw new StartException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}
