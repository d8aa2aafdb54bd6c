package dev.sluice.media.web.dash;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.media.CodecName;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.dash.Representation.Timing;
import dev.sluice.media.web.manifest.Manifest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.xml.sax.SAXException;

/** Parses a manifest (ISO/IEC 23009-1, 5.3). Used once. */
final class MpdReader {
  /** In bytes; larger than the manifests of whole days. */
  private static final int MAX_LENGTH = 4 << 20;

  /** How many alternative addresses are tried. */
  private static final int MAX_BASES = 4;

  private final Manifest manifest;

  MpdReader(Manifest manifest) {
    this.manifest = manifest;
  }

  /**
   * Returns the content of the manifest.
   *
   * @throws SluiceException NOT_MEDIA, STREAM_UNSUPPORTED, MEDIA_PROTECTED, SOURCE_EMPTY
   */
  Mpd mpd() {
    XmlElement mpd = root();
    return new Mpd(
        mpd.child("Location").map(XmlElement::text).map(manifest::resolved).orElse(manifest.uri()),
        mpd.attribute("type").filter("dynamic"::equals).isPresent(),
        mpd.attribute("minimumUpdatePeriod").isPresent(),
        manifest.date(),
        mpd.attribute("availabilityStartTime").flatMap(MpdReader::moment),
        seconds(mpd, "timeShiftBufferDepth"),
        periods(mpd));
  }

  private List<Period> periods(XmlElement mpd) {
    List<URI> bases = based(List.of(manifest.uri()), mpd);
    List<XmlElement> elements = mpd.children("Period");
    List<Period> periods = new ArrayList<>();
    double start = 0;
    for (int i = 0; i < elements.size(); i++) {
      XmlElement element = elements.get(i);
      start = seconds(element, "start").orElse(start);
      Optional<Double> seconds = length(mpd, elements, i, start);
      if (seconds.filter(length -> length <= 0).isEmpty()) {
        Timing timing = new Timing(start, seconds);
        List<Representation> all = offers(element, based(bases, element), timing);
        periods.add(
            new Period(
                timing,
                protection(all, false),
                protection(all, true),
                all.stream().filter(Representation::isText).toList()));
      }
      start += seconds.orElse(0.0);
    }
    if (periods.stream().anyMatch(period -> period.offers().isEmpty()) || periods.isEmpty()) {
      throw periods.stream().anyMatch(period -> !period.locked().isEmpty())
          ? new SluiceException(
              FailureCode.MEDIA_PROTECTED,
              "The stream is protected by DRM and cannot be fetched: " + here())
          : empty();
    }
    return periods;
  }

  // As stated, or until the next period begins, or until the end (ISO/IEC 23009-1, 5.3.2.1).
  private static Optional<Double> length(
      XmlElement mpd, List<XmlElement> periods, int index, double start) {
    Optional<Double> stated = seconds(periods.get(index), "duration");
    if (stated.isPresent()) {
      return stated;
    }
    boolean last = index + 1 == periods.size();
    Optional<Double> end =
        last ? seconds(mpd, "mediaPresentationDuration") : seconds(periods.get(index + 1), "start");
    return end.map(moment -> moment - start);
  }

  private static List<Representation> protection(List<Representation> all, boolean isProtected) {
    return all.stream()
        .filter(offer -> !offer.isText() && offer.purpose().isProtected() == isProtected)
        .toList();
  }

  private List<Representation> offers(XmlElement period, List<URI> bases, Timing timing) {
    List<Representation> all = new ArrayList<>();
    for (XmlElement set : period.children("AdaptationSet")) {
      List<Representation> ofSet = ofSet(set, period, based(bases, set), timing);
      ofSet.sort(Comparator.comparing(Representation::bandwidth).reversed());
      all.addAll(ofSet);
    }
    Collections.reverse(all);
    all.sort(Comparator.comparing(Representation::bandwidth));
    return all;
  }

  private List<Representation> ofSet(
      XmlElement set, XmlElement period, List<URI> bases, Timing timing) {
    List<Representation> found = new ArrayList<>();
    for (XmlElement each : set.children("Representation")) {
      List<XmlElement> scopes = List.of(each, set, period);
      List<String> codecs =
          inherited(scopes, "codecs")
              .map(text -> List.of(text.split("\\s*,\\s*")))
              .orElse(List.of(RenditionSelector.Rendition.UNKNOWN));
      Optional<StreamKind> kind = kind(scopes, codecs);
      if (kind.isEmpty()) {
        continue;
      }
      boolean both = codecs.size() > 1;
      boolean picture = kind.get() == StreamKind.VIDEO;
      boolean text = kind.get() == StreamKind.SUBTITLE;
      long width = inherited(scopes, "width").map(MpdReader::number).orElse(0L);
      long height = inherited(scopes, "height").map(MpdReader::number).orElse(0L);
      found.add(
          new Representation(
              each.attribute("id").orElse(""),
              based(bases, each),
              scopes,
              timing,
              each.number("bandwidth").orElse(0L),
              picture ? Optional.of(codecs.get(0)) : Optional.empty(),
              text || (picture && !both)
                  ? Optional.empty()
                  : Optional.of(codecs.get(codecs.size() - 1)),
              (int) Math.min(100_000, Math.min(width, height)),
              PurposeReader.of(List.of(each, set))));
    }
    return found;
  }

  // Each of the three attributes may be missing, and media types may be application/mp4.
  private static Optional<StreamKind> kind(List<XmlElement> scopes, List<String> codecs) {
    String type = inherited(scopes, "mimeType").orElse("");
    String content = inherited(scopes, "contentType").orElse("");
    StreamKind byCodec = CodecName.kind(codecs.get(0));
    if (type.startsWith("video") || content.equals("video")) {
      return Optional.of(StreamKind.VIDEO);
    }
    if (type.startsWith("audio") || content.equals("audio")) {
      return Optional.of(StreamKind.AUDIO);
    }
    boolean isText =
        type.startsWith("text/")
            || type.equals("application/ttml+xml")
            || content.equals("text")
            || codecs.get(0).matches("(stpp|wvtt).*");
    if (isText) {
      return Optional.of(StreamKind.SUBTITLE);
    }
    return byCodec == StreamKind.OTHER ? Optional.empty() : Optional.of(byCodec);
  }

  private static long number(String text) {
    return text.matches("\\d{1,6}") ? Long.parseLong(text) : 0;
  }

  private static Optional<String> inherited(List<XmlElement> scopes, String attribute) {
    return scopes.stream().flatMap(element -> element.attribute(attribute).stream()).findFirst();
  }

  /** Returns the addresses that an element's addresses are relative to, the preferred one first. */
  private static List<URI> based(List<URI> bases, XmlElement element) {
    List<String> names =
        element.children("BaseURL").stream()
            .map(XmlElement::text)
            .filter(text -> !text.isEmpty())
            .toList();
    return names.isEmpty()
        ? bases
        : bases.stream()
            .flatMap(base -> names.stream().map(name -> Manifest.resolve(base, name)))
            .distinct()
            .limit(MAX_BASES)
            .toList();
  }

  private static Optional<Double> seconds(XmlElement element, String attribute) {
    try {
      // Years and months have no fixed length, but zero of them can be left out.
      return element
          .attribute(attribute)
          .map(text -> text.replaceFirst("^P(0+Y)?(0+M)?", "P"))
          .map(text -> Duration.parse(text))
          .map(length -> length.toSeconds() + length.getNano() / 1e9);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  // A time without a zone is in UTC.
  private static Optional<Instant> moment(String text) {
    try {
      boolean isZoned = text.matches(".*(Z|[+-]\\d\\d:\\d\\d)");
      return Optional.of(OffsetDateTime.parse(isZoned ? text : text + "Z").toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private XmlElement root() {
    if (manifest.text().length() > MAX_LENGTH) {
      throw unsupported("The manifest has more than " + (MAX_LENGTH >> 20) + " MB");
    }
    try {
      XmlElement root = XmlReader.root(manifest.text().reader());
      if (!"MPD".equals(root.name())) {
        throw new SAXException("not an MPD");
      }
      return root;
    } catch (SAXException e) {
      throw new SluiceException(
          FailureCode.NOT_MEDIA, "The manifest is not valid DASH: " + here(), e);
    }
  }

  private SluiceException empty() {
    return new SluiceException(
        FailureCode.SOURCE_EMPTY, "The manifest names nothing to play: " + here());
  }

  private SluiceException unsupported(String sentence) {
    return new SluiceException(FailureCode.STREAM_UNSUPPORTED, sentence + ": " + here());
  }

  private String here() {
    return SourceUrl.redacted(manifest.uri());
  }
}
