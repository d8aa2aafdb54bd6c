package dev.sluice.media.web.manifest;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.FetchRequest;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;

/** A way of writing down where the parts of media lie, such as HLS. Thread-safe. */
public interface ManifestFormat {
  /** How much of a text is looked at, in bytes. */
  int HEAD_BYTES = 512;

  /** Manifests are texts: whoever sends more in place of one sends something else. */
  int LARGEST = 16 << 20;

  /**
   * How long a stream without an end may bring nothing new: an encoder that is started anew, and
   * what stands before it, is back by then.
   */
  Duration LONGEST_SILENCE = Duration.ofMinutes(2);

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
   *     dev.sluice.core.port.media.MediaFetcher#open} says
   */
  Media open(Manifest manifest, FetchRequest request, StageMonitor monitor);

  /** Why a stream without an end is not taken where nobody asked for a recording. */
  static SluiceException hasNoEnd(Manifest manifest) {
    return new SluiceException(
        FailureCode.STREAM_UNSUPPORTED,
        "This is a live stream, which has no end yet; ask for live_recording, or wait until it is"
            + " over: "
            + SourceUrl.redacted(manifest.place()));
  }
}
