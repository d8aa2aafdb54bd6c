package dev.sluice.media.web;

import dev.sluice.core.port.media.FetchRequest;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.media.web.client.SiteCredentials;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Fetches for each owner as the operator wants it: as a stranger, with cookies, or through a proxy.
 * Thread-safe. Closing it ends every input that is still open.
 */
public final class TenantMediaFetcher implements MediaFetcher, AutoCloseable {
  private final Function<TenantId, SiteCredentials> accesses;
  private final Function<SiteCredentials, WebMediaFetcher> making;
  private final Map<SiteCredentials, WebMediaFetcher> made = new ConcurrentHashMap<>();

  /**
   * @param accesses asked for each source; equal ones share a fetcher
   * @param making makes the fetcher of one; closed with this
   */
  public TenantMediaFetcher(
      Function<TenantId, SiteCredentials> accesses,
      Function<SiteCredentials, WebMediaFetcher> making) {
    this.accesses = Objects.requireNonNull(accesses);
    this.making = Objects.requireNonNull(making);
  }

  @Override
  public boolean handles(SourceUrl url) {
    return fetcher(SiteCredentials.PLAIN).handles(url);
  }

  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    return fetcher(accesses.apply(request.owner())).open(request, monitor);
  }

  private WebMediaFetcher fetcher(SiteCredentials access) {
    return made.computeIfAbsent(access, making);
  }

  @Override
  public void close() {
    made.values().forEach(WebMediaFetcher::close);
  }
}
