package dev.sluice.media.web.client;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/** The failure of a read from a peer that sends too slowly; see {@link LeastRate}. */
public final class SlowPeerException extends SocketTimeoutException {
  private static final long serialVersionUID = 1L;

  SlowPeerException(long bytes, Duration waited) {
    super("sent only " + bytes + " bytes in " + waited.toSeconds() + " s");
  }

  /** Returns this failure if it is the other one, or its cause: TLS may wrap what it reads. */
  public static Optional<SlowPeerException> in(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SlowPeerException slow) {
        return Optional.of(slow);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the sentence for the person who asked.
   *
   * @param peer begins it
   */
  public String sentence(String peer) {
    return peer
        + " "
        + getMessage()
        + ", less than the "
        + LeastRate.BYTES_PER_SECOND
        + " bytes a second that are required; try again when its server is faster";
  }
}
