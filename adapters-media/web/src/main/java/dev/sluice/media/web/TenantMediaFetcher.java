package dev.sluice.media.web;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.media.web.client.SiteCredentials;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Fetches for each tenant with the site credentials that the operator configured: with cookies,
 * through a proxy, or with neither. Thread-safe. Closing it ends every open input.
 */
public final class TenantMediaFetcher implements MediaFetcher, AutoCloseable {
  private final Function<TenantId, SiteCredentials> credentialsOf;
  private final Function<SiteCredentials, WebMediaFetcher> fetcherFactory;
  private final Map<SiteCredentials, WebMediaFetcher> fetchers = new ConcurrentHashMap<>();

  /**
   * @param credentialsOf returns a tenant's credentials; called for each source. Equal credentials
   *     share a fetcher
   * @param fetcherFactory makes the fetcher for some credentials; this closes it
   */
  public TenantMediaFetcher(
      Function<TenantId, SiteCredentials> credentialsOf,
      Function<SiteCredentials, WebMediaFetcher> fetcherFactory) {
    this.credentialsOf = Objects.requireNonNull(credentialsOf);
    this.fetcherFactory = Objects.requireNonNull(fetcherFactory);
  }

  @Override
  public boolean handles(SourceUrl url) {
    return fetcher(SiteCredentials.NONE).handles(url);
  }

  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    return fetcher(credentialsOf.apply(request.tenant())).open(request, monitor);
  }

  private WebMediaFetcher fetcher(SiteCredentials credentials) {
    return fetchers.computeIfAbsent(credentials, fetcherFactory);
  }

  @Override
  public void close() {
    fetchers.values().forEach(WebMediaFetcher::close);
  }
}
