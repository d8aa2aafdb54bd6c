package dev.sluice.media.web.dash;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.request.SourceUrl;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * One way in which a manifest offers a picture, a sound, or both.
 *
 * @param base what its segments' addresses are relative to
 * @param around itself, its adaptation set and its period, the innermost first
 * @param seconds how long its period lasts, where that is told
 */
record Representation(
    String id,
    URI base,
    List<XmlElement> around,
    Optional<Double> seconds,
    long bandwidth,
    Optional<String> picture,
    Optional<String> sound,
    int shorterSide)
    implements RenditionSelector.Offer {
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
   * @param what is wrong: "has …"
   */
  SluiceException unsupported(String what) {
    return new SluiceException(
        FailureCode.STREAM_UNSUPPORTED,
        "The manifest %s: %s".formatted(what, SourceUrl.redacted(base)));
  }
}
