package dev.sluice.http.api;

import dev.sluice.core.Sluice;
import dev.sluice.core.Tenant;
import dev.sluice.core.port.artifact.LinkedObjects;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.http.api.error.ApiError;
import dev.sluice.http.api.error.ErrorWire;
import dev.sluice.http.api.events.EventRoutes;
import dev.sluice.http.api.exchange.AccessLog;
import dev.sluice.http.api.exchange.ResponseWriter;
import dev.sluice.http.api.files.FileRoutes;
import dev.sluice.http.api.limits.ConcurrencyLimiter;
import dev.sluice.http.api.limits.RequestRateLimiter;
import dev.sluice.http.api.routes.AccountRoutes;
import dev.sluice.http.api.routes.BatchRoutes;
import dev.sluice.http.api.routes.BulkRoutes;
import dev.sluice.http.api.routes.DashboardRoutes;
import dev.sluice.http.api.routes.HealthRoutes;
import dev.sluice.http.api.routes.JobRoutes;
import dev.sluice.http.api.routes.MediaRoutes;
import dev.sluice.http.api.routes.OpenApiRoutes;
import dev.sluice.http.api.routes.StorageRoutes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The table of routes, and what holds for all of them: keys, HEAD, OPTIONS, 405. */
final class RouteTable {
  /** A handler that acts for the tenant of a key. */
  @FunctionalInterface
  interface TenantHandler {
    void handle(Context ctx, Tenant tenant) throws Exception;
  }

  private record Route(HandlerType method, String path, Handler handler) {}

  private static final List<HandlerType> METHODS =
      List.of(
          HandlerType.GET,
          HandlerType.HEAD,
          HandlerType.POST,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE);

  private static final List<String> UNAVAILABLE_STORAGES =
      List.of("blob", "gcs", "oss", "gdrive", "slack", "storage");

  private final Sluice sluice;
  private final ApiKeyStore keys;
  private final RequestRateLimiter rates;
  private final ConcurrencyLimiter<TenantId> requests;
  private final List<Route> table = new ArrayList<>();

  /** Routes that offer nothing, so that no client is made for them. */
  private final List<Route> unlisted = new ArrayList<>();

  /**
   * @param requests limits the requests of a key that hold a thread
   */
  RouteTable(
      Sluice sluice,
      ApiKeyStore keys,
      RequestRateLimiter rates,
      ConcurrencyLimiter<TenantId> requests) {
    this.sluice = sluice;
    this.keys = keys;
    this.rates = rates;
    this.requests = requests;
  }

  RouteTable jobs(JobRoutes jobs) {
    return forTenant(HandlerType.POST, "/jobs", jobs::create)
        .forTenant(HandlerType.GET, "/jobs", jobs::list)
        .forTenant(HandlerType.GET, "/jobs/{id}", jobs::find)
        .forTenant(HandlerType.DELETE, "/jobs/{id}", jobs::cancel)
        .forTenant(HandlerType.DELETE, "/jobs/{id}/file", jobs::deleteFile)
        .forTenant(HandlerType.POST, "/jobs/{id}/retry", jobs::retry)
        .forTenant(HandlerType.POST, "/jobs/{id}/webhook/redeliver", jobs::redeliver);
  }

  RouteTable bulk() {
    return forTenant(HandlerType.POST, "/jobs/bulk", BulkRoutes::create);
  }

  RouteTable events(EventRoutes events) {
    return forTenant(HandlerType.GET, "/jobs/{id}/events", events::ofJob)
        .forTenant(HandlerType.GET, "/events", events::ofKey);
  }

  RouteTable media(MediaRoutes media) {
    return forTenant(HandlerType.POST, "/plan", media::plan)
        .forTenant(HandlerType.POST, "/metadata", media::metadata)
        .forTenant(HandlerType.POST, "/is-short", media::isShort);
  }

  RouteTable batches() {
    return forTenant(HandlerType.GET, "/batch/{id}", BatchRoutes::find)
        .forTenant(HandlerType.DELETE, "/batch/{id}", BatchRoutes::cancel)
        .forTenant(HandlerType.PATCH, "/batch/{id}/jobs", BatchRoutes::rename)
        .forTenant(HandlerType.POST, "/batch/{id}/start", BatchRoutes::start)
        .forTenant(HandlerType.POST, "/batch/{id}/retry", BatchRoutes::retry);
  }

  RouteTable account() {
    return forTenant(HandlerType.GET, "/usage", AccountRoutes::usage)
        .forTenant(HandlerType.GET, "/user/webhook-secret", AccountRoutes::webhookSecret)
        .forTenant(
            HandlerType.POST, "/user/webhook-secret/rotate", AccountRoutes::rotateWebhookSecret);
  }

  RouteTable storage(StorageRoutes storage) {
    return forTenant(HandlerType.POST, "/user/bucket", storage::setBucket)
        .forTenant(HandlerType.DELETE, "/user/bucket", StorageRoutes::resetBucket)
        .forTenant(HandlerType.POST, "/user/s3", storage::setS3)
        .forTenant(HandlerType.GET, "/user/s3", StorageRoutes::s3)
        .forTenant(HandlerType.DELETE, "/user/s3", StorageRoutes::resetS3);
  }

  /** Storages of the reference that this server does not have. */
  RouteTable unavailableStorages() {
    for (String kind : UNAVAILABLE_STORAGES) {
      for (HandlerType method : List.of(HandlerType.GET, HandlerType.POST, HandlerType.DELETE)) {
        unlisted.add(
            new Route(
                method,
                "/user/" + kind,
                ctx -> {
                  tenant(ctx);
                  throw ApiError.storageNotOffered(kind);
                }));
      }
    }
    return this;
  }

  RouteTable dashboard() {
    return forTenant(HandlerType.GET, "/dashboard/jobs", DashboardRoutes::jobs)
        .forTenant(HandlerType.GET, "/dashboard/batches", DashboardRoutes::batches)
        .forTenant(HandlerType.GET, "/dashboard/stats", DashboardRoutes::stats)
        .forTenant(HandlerType.GET, "/dashboard/daily", DashboardRoutes::daily)
        .forTenant(HandlerType.GET, "/dashboard/cluster", DashboardRoutes::cluster)
        .forTenant(HandlerType.GET, "/dashboard/billing", DashboardRoutes::billing);
  }

  RouteTable health(HealthRoutes health) {
    return open(HandlerType.GET, "/health", health::health)
        .open(HandlerType.GET, "/ready", health::ready);
  }

  // With a key, as every other call: only users of the server may see its load. It has threads of
  // its own, so a key whose other requests hang may still see it.
  RouteTable metrics(Supplier<String> text) {
    return open(
        HandlerType.GET,
        "/metrics",
        ctx -> {
          tenant(ctx);
          ctx.header("Cache-Control", "no-store")
              .contentType("text/plain; version=0.0.4; charset=utf-8")
              .result(text.get().getBytes(StandardCharsets.UTF_8));
        });
  }

  RouteTable files(FileRoutes files) {
    return open(HandlerType.GET, LinkedObjects.PREFIX + "*", files::read);
  }

  RouteTable openApi(OpenApiRoutes openApi) {
    return open(HandlerType.GET, "/openapi.json", openApi::document)
        .open(HandlerType.GET, "/swagger", OpenApiRoutes::page)
        .open(HandlerType.GET, "/swagger/{file}", openApi::file);
  }

  private RouteTable forTenant(HandlerType method, String path, TenantHandler handler) {
    return open(
        method,
        path,
        ctx -> {
          Tenant tenant = tenant(ctx);
          try (ConcurrencyLimiter.Permit permit = requests.acquire(tenant.id())) {
            handler.handle(ctx, tenant);
          }
        });
  }

  private RouteTable open(HandlerType method, String path, Handler handler) {
    table.add(new Route(method, path, handler));
    if (method.equals(HandlerType.GET)) {
      // Runs like a GET; Jetty leaves the body out and keeps its length.
      table.add(new Route(HandlerType.HEAD, path, handler));
    }
    return this;
  }

  /** Returns each method and path that is served, such as {@code GET /jobs/{id}}. */
  List<String> served() {
    return table.stream().map(route -> route.method().name() + " " + route.path()).toList();
  }

  private Tenant tenant(Context ctx) {
    String key = presentedKey(ctx);
    ApiKey known = ApiKeys.find(keys, key).orElseThrow(ApiError::invalidKey);
    AccessLog.named(ctx, known.name());
    rates.count(known.tenant());
    return sluice.tenant(known.tenant());
  }

  private static String presentedKey(Context ctx) {
    String key = ctx.header("x-api-key");
    if (key != null && !key.isBlank()) {
      return key.strip();
    }
    String authorization = ctx.header("Authorization");
    if (authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      return authorization.substring("bearer ".length()).strip();
    }
    throw ApiError.missingKey();
  }

  void declare(RoutesConfig routes) {
    Map<String, Set<String>> allowed = new LinkedHashMap<>();
    List<Route> all = new ArrayList<>(table);
    all.addAll(unlisted);
    for (Route route : all) {
      routes.addHttpHandler(route.method(), route.path(), route.handler());
      allowed
          .computeIfAbsent(route.path(), path -> new TreeSet<>(List.of("OPTIONS")))
          .add(route.method().name());
    }
    // The first match answers, so /jobs/bulk comes before /jobs/{id}.
    allowed.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().contains("{")))
        .forEach(entry -> declareOthers(routes, entry.getKey(), entry.getValue()));
  }

  private static void declareOthers(RoutesConfig routes, String path, Set<String> methods) {
    String allow = String.join(", ", methods);
    routes.addHttpHandler(HandlerType.OPTIONS, path, ctx -> ctx.status(204).header("Allow", allow));
    for (HandlerType other : METHODS) {
      if (!methods.contains(other.name())) {
        routes.addHttpHandler(other, path, ctx -> notAllowed(ctx, allow));
      }
    }
  }

  private static void notAllowed(Context ctx, String allow) {
    ctx.header("Allow", allow);
    ResponseWriter.json(
        ctx,
        405,
        ErrorWire.of(
            "METHOD_NOT_ALLOWED", ctx.method() + " is not allowed here; allowed: " + allow));
  }
}
