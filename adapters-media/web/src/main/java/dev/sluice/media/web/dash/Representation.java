package dev.sluice.media.web.dash;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.request.SourceUrl;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A representation of a picture, a sound, or both.
 *
 * @param base the address that its segments' addresses are relative to
 * @param scopes its element, its adaptation set and its period, innermost first
 * @param timing when its period is played
 */
record Representation(
    String id,
    URI base,
    List<XmlElement> scopes,
    Timing timing,
    long bandwidth,
    Optional<String> videoCodec,
    Optional<String> audioCodec,
    int shorterSide)
    implements RenditionSelector.Rendition {
  /**
   * When a period is played.
   *
   * @param start in seconds of the presentation
   * @param seconds its length, if known
   */
  record Timing(double start, Optional<Double> seconds) {
    /**
     * Returns the number of the section that its segments belong to. The periods of a live manifest
     * come and go, so their positions change; their starts do not.
     */
    long section() {
      return Math.round(start * 1e3);
    }
  }

  /** Returns the length of its period in seconds, if known. */
  Optional<Double> seconds() {
    return timing.seconds();
  }

  @Override
  public double bitrate() {
    return bandwidth / 1e3;
  }

  SluiceException empty() {
    return new SluiceException(
        FailureCode.SOURCE_EMPTY,
        "The manifest names nothing to play: " + SourceUrl.redacted(base));
  }

  /**
   * Returns the failure of a manifest that this does not support.
   *
   * @param what the problem: "has …"
   */
  SluiceException unsupported(String what) {
    return new SluiceException(
        FailureCode.STREAM_UNSUPPORTED,
        "The manifest %s: %s".formatted(what, SourceUrl.redacted(base)));
  }
}
