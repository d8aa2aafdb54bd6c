package dev.sluice.core.engine.common;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import java.util.List;

/** The fetchers in the order in which they are asked. Thread-safe. */
public record Fetchers(List<MediaFetcher> inOrder) {
  public Fetchers {
    inOrder = List.copyOf(inOrder);
  }

  /** Returns whether a fetcher handles the URL. */
  public boolean handle(SourceUrl url) {
    return inOrder.stream().anyMatch(fetcher -> fetcher.handles(url));
  }

  /**
   * Opens the media with the first fetcher that handles its URL.
   *
   * @throws SluiceException NO_FETCHER if none does; what {@link MediaFetcher#open} throws
   */
  public Media open(FetchRequest request, StageMonitor monitor) {
    for (MediaFetcher fetcher : inOrder) {
      if (fetcher.handles(request.url())) {
        return fetcher.open(request, monitor);
      }
    }
    throw new SluiceException(
        FailureCode.NO_FETCHER, "No fetcher here knows how to open " + request.url());
  }
}
