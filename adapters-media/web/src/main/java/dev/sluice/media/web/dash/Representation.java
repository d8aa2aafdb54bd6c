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
 * @param seconds the length of its period, if known
 */
record Representation(
    String id,
    URI base,
    List<XmlElement> scopes,
    Optional<Double> seconds,
    long bandwidth,
    Optional<String> videoCodec,
    Optional<String> audioCodec,
    int shorterSide)
    implements RenditionSelector.Rendition {
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
