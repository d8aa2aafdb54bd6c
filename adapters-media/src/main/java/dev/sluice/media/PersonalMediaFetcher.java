package dev.sluice.media;

import dev.sluice.core.job.Owner;
import dev.sluice.core.port.FetchRequest;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.SiteAccess;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Fetches for each owner as the operator wants it: as a stranger, with cookies, or through a proxy.
 * Thread-safe. Closing it ends every input that is still open.
 */
public final class PersonalMediaFetcher implements MediaFetcher, AutoCloseable {
  private final Function<Owner, SiteAccess> accesses;
  private final Function<SiteAccess, WebMediaFetcher> making;
  private final Map<SiteAccess, WebMediaFetcher> made = new ConcurrentHashMap<>();

  /**
   * @param accesses asked for each source; equal ones share a fetcher
   * @param making makes the fetcher of one; closed with this
   */
  public PersonalMediaFetcher(
      Function<Owner, SiteAccess> accesses, Function<SiteAccess, WebMediaFetcher> making) {
    this.accesses = Objects.requireNonNull(accesses);
    this.making = Objects.requireNonNull(making);
  }

  @Override
  public boolean handles(SourceUrl url) {
    return fetcher(SiteAccess.PLAIN).handles(url);
  }

  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    return fetcher(accesses.apply(request.owner())).open(request, monitor);
  }

  private WebMediaFetcher fetcher(SiteAccess access) {
    return made.computeIfAbsent(access, making);
  }

  @Override
  public void close() {
    made.values().forEach(WebMediaFetcher::close);
  }
}
