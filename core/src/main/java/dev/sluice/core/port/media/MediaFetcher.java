package dev.sluice.core.port.media;

import dev.sluice.core.request.SourceUrl;

/**
 * Opens media that lies behind a URL. Thread-safe: many jobs open at the same time.
 *
 * <p>Retrying a whole job is the engine's business; an adapter takes up a cut transfer where it
 * stopped, and otherwise reports the failure.
 */
public interface MediaFetcher {
  /** Whether this fetcher is the one for the URL, by its text alone: nothing is asked or opened. */
  boolean handles(SourceUrl url);

  /**
   * Opens the media: when this returns, the origin has answered and the first bytes can be read.
   * Bytes arrive ahead of the reader within bounded memory. If it throws, nothing is left open.
   *
   * @throws dev.sluice.core.failure.SluiceException with a code of category SOURCE, CONTENT or
   *     LIMIT; CANCELLED when the monitor says so
   */
  Media open(FetchRequest request, StageMonitor monitor);

  /** Opens the best that there is. */
  default Media open(SourceUrl url, StageMonitor monitor) {
    return open(FetchRequest.of(url), monitor);
  }
}
