package dev.sluice.media.http;

import dev.sluice.core.port.FetchRequest;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.StageMonitor;

/** A way of writing down where the parts of media lie, such as HLS. Thread-safe. */
public interface ManifestFormat {
  /** How much of a text is looked at, in bytes. */
  int HEAD_BYTES = 512;

  /** Manifests are texts: whoever sends more in place of one sends something else. */
  int LARGEST = 16 << 20;

  /**
   * Whether these are the first bytes of such a manifest, whatever type was announced.
   *
   * @param head up to {@link #HEAD_BYTES}, as ISO 8859-1, without a byte order mark
   */
  boolean begins(String head);

  /**
   * Opens what it names. If it throws, nothing is left open.
   *
   * @throws dev.sluice.core.failure.SluiceException as {@link
   *     dev.sluice.core.port.MediaFetcher#open} says
   */
  Media open(Manifest manifest, FetchRequest request, StageMonitor monitor);
}
