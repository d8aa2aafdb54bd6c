package dev.sluice.media.web.dash;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.core.request.SourceUrl;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A representation of a picture, a sound, or both.
 *
 * @param bases the addresses that its segments' addresses are relative to, which are alternatives;
 *     the preferred one first
 * @param scopes its element, its adaptation set and its period, innermost first
 * @param timing when its period is played
 * @param purpose what it is for
 */
record Representation(
    String id,
    List<URI> bases,
    List<XmlElement> scopes,
    Timing timing,
    long bandwidth,
    Optional<String> videoCodec,
    Optional<String> audioCodec,
    int shorterSide,
    Purpose purpose)
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

  /**
   * What an adaptation set is for.
   *
   * @param channels 0 if unknown
   * @param preference as {@link RenditionSelector.Rendition#preference}
   * @param isProtected whether it needs a licence
   */
  record Purpose(
      Optional<String> language,
      Optional<String> title,
      Set<Disposition> dispositions,
      int channels,
      int preference,
      boolean isProtected) {
    Purpose {
      dispositions = Set.copyOf(dispositions);
    }
  }

  Representation {
    bases = List.copyOf(bases);
  }

  /** Returns the address that its segments' addresses are relative to. */
  URI base() {
    return bases.get(0);
  }

  /** Returns whether it holds subtitles. */
  boolean isText() {
    return videoCodec.isEmpty() && audioCodec.isEmpty();
  }

  /** Returns the length of its period in seconds, if known. */
  Optional<Double> seconds() {
    return timing.seconds();
  }

  @Override
  public double bitrate() {
    return bandwidth / 1e3;
  }

  @Override
  public Optional<String> language() {
    return purpose.language();
  }

  @Override
  public Optional<String> title() {
    return purpose.title();
  }

  @Override
  public Set<Disposition> dispositions() {
    return purpose.dispositions();
  }

  @Override
  public int channels() {
    return purpose.channels();
  }

  @Override
  public int preference() {
    return purpose.preference();
  }

  /** Returns the description of an input with this representation. */
  Rendition description() {
    return new Rendition(language(), title(), dispositions());
  }

  SluiceException empty() {
    return new SluiceException(
        FailureCode.SOURCE_EMPTY,
        "The manifest names nothing to play: " + SourceUrl.redacted(base()));
  }

  /**
   * Returns the failure of a manifest that this does not support.
   *
   * @param what the problem: "has …"
   */
  SluiceException unsupported(String what) {
    return new SluiceException(
        FailureCode.STREAM_UNSUPPORTED,
        "The manifest %s: %s".formatted(what, SourceUrl.redacted(base())));
  }
}
