package dev.sluice.media.web.manifest;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.util.Optional;

/** A format of manifests, such as HLS. Thread-safe. */
public interface ManifestFormat {
  /** How many bytes of a text are needed to recognise it. */
  int HEAD_BYTES = 512;

  /** The largest manifest read, in bytes. */
  int LARGEST = 16 << 20;

  /** How long a live stream may bring nothing new: long enough for an encoder to restart. */
  Duration MAX_SILENCE = Duration.ofMinutes(2);

  /**
   * Returns whether a text that begins so is a manifest of this format, whatever its announced
   * type.
   *
   * @param head up to {@link #HEAD_BYTES}, as ISO 8859-1, without a byte order mark
   */
  boolean begins(String head);

  /**
   * Returns the address of the source that a manifest stands for, if it names nothing else; as of a
   * list with one entry.
   */
  default Optional<SourceUrl> leadsTo(Manifest manifest) {
    return Optional.empty();
  }

  /**
   * Opens the stream that the manifest describes. If it throws, nothing is left open.
   *
   * @param web the session in which the manifest was fetched
   * @throws dev.sluice.core.failure.SluiceException as {@link
   *     dev.sluice.core.port.media.MediaFetcher#open} says
   */
  Media open(Manifest manifest, WebClient web, FetchRequest request, StageMonitor monitor);

  /** Returns the failure of a live stream for which no recording was requested. */
  static SluiceException hasNoEnd(Manifest manifest) {
    return new SluiceException(
        FailureCode.STREAM_LIVE,
        "This is a live stream that has not ended; request "
            + RequestField.LIVE_RECORDING.option()
            + ", or wait until it has ended: "
            + SourceUrl.redacted(manifest.uri()));
  }
}
