package dev.sluice.media.web.input;

import dev.sluice.core.port.media.FetchRequest;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;

/** Opens the media of a web page. Thread-safe. */
@FunctionalInterface
public interface PageReader {
  /**
   * Opens the media that the page at the request's URL shows. If it throws, nothing is left open.
   *
   * @throws dev.sluice.core.failure.SluiceException as {@link
   *     dev.sluice.core.port.media.MediaFetcher#open} says
   */
  Media open(FetchRequest request, StageMonitor monitor);
}
