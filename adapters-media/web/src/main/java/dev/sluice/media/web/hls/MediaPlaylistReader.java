package dev.sluice.media.web.hls;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.Segment.Key;
import dev.sluice.media.web.segment.Segment.Section;
import dev.sluice.media.web.segment.SegmentList;
import dev.sluice.media.web.segment.SegmentWindow;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a media playlist line by line. */
final class MediaPlaylistReader {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:@(\\d{1,18}))?");
  private static final Pattern SECONDS =
      Pattern.compile("\\s*(-?\\d{1,9}(?:\\.\\d{1,12})?)\\s*(?:,.*)?");

  private final Manifest manifest;
  private final SegmentList.Builder segments;

  /** The segment that was added last. */
  private @Nullable Segment before;

  private boolean hasEnd;

  /** Whether the type says that nothing will be added; some such playlists lack the end. */
  private boolean neverChanges;

  private long sequence;
  private Section section = Section.FIRST;
  private Duration target = Duration.ofSeconds(6);

  /** The tags that apply to the next segment. */
  private Optional<Duration> duration = Optional.empty();

  private Optional<String> range = Optional.empty();
  private boolean gap;

  /** The tags that apply until the next of their kind. */
  private Optional<AttributeList> key = Optional.empty();

  private Optional<Segment> init = Optional.empty();

  /** Whether the last lines were keys: alternative keys for different players follow each other. */
  private boolean inKeys;

  private boolean unsupportedKey;

  MediaPlaylistReader(Manifest manifest) {
    this.manifest = manifest;
    this.segments = new SegmentList.Builder(manifest.uri());
  }

  void line(String line) {
    boolean isKey = line.startsWith("#EXT-X-KEY:");
    if (isKey) {
      key(PlaylistParser.attributes(line));
    } else if (line.startsWith("#EXTINF:")) {
      duration = Optional.of(seconds(line.substring("#EXTINF:".length())));
    } else if (line.startsWith("#EXT-X-BYTERANGE:")) {
      range = Optional.of(line.substring("#EXT-X-BYTERANGE:".length()).strip());
    } else if (line.startsWith("#EXT-X-MAP:")) {
      init = Optional.of(init(PlaylistParser.attributes(line)));
    } else if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
      String number = line.substring("#EXT-X-MEDIA-SEQUENCE:".length()).strip();
      sequence = number.matches("\\d{1,18}") ? Long.parseLong(number) : 0;
    } else if (line.startsWith("#EXT-X-TARGETDURATION:")) {
      String number = line.substring("#EXT-X-TARGETDURATION:".length()).strip();
      target = number.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(number)) : target;
    } else if (line.startsWith("#EXT-X-DISCONTINUITY-SEQUENCE:")) {
      String number = line.substring("#EXT-X-DISCONTINUITY-SEQUENCE:".length()).strip();
      section = number.matches("\\d{1,18}") ? Section.of(Long.parseLong(number)) : section;
    } else if (line.equals("#EXT-X-DISCONTINUITY")) {
      section = Section.of(section.number() + 1);
    } else if (line.equals("#EXT-X-GAP")) {
      gap = true;
    } else if (line.equals("#EXT-X-ENDLIST")) {
      hasEnd = true;
    } else if (line.startsWith("#EXT-X-PLAYLIST-TYPE:")
        && line.matches("#EXT-X-PLAYLIST-TYPE:\\s*VOD")) {
      neverChanges = true;
    } else if (line.equals("#EXT-X-I-FRAMES-ONLY")) {
      throw unsupported("holds single pictures for seeking, not a film");
    } else if (!line.startsWith("#")) {
      segment(manifest.resolved(line));
    }
    inKeys = isKey || (inKeys && line.startsWith("#"));
  }

  SegmentWindow playlist() {
    if (neverChanges && !hasEnd) {
      requireWholeLines();
    }
    return new SegmentWindow(segments.build(), hasEnd || neverChanges, sequence, target);
  }

  // Without its end mark, only the last line can show that the text was cut.
  private void requireWholeLines() {
    if (manifest.text().endsInsideLine() || duration.isPresent() || range.isPresent() || gap) {
      throw new SluiceException(
          FailureCode.SOURCE_CUT,
          "The playlist has no end mark and ends in the middle of a segment's lines: " + here());
    }
  }

  private void key(AttributeList attributes) {
    if (!inKeys) {
      key = Optional.empty();
      unsupportedKey = false;
    }
    String method = attributes.text("METHOD").orElse("").toUpperCase(Locale.ROOT);
    boolean plain = attributes.text("KEYFORMAT").map("identity"::equalsIgnoreCase).orElse(true);
    if (method.equals("NONE")) {
      key = Optional.empty();
      unsupportedKey = false;
    } else if (method.equals("AES-128") && plain && attributes.text("URI").isPresent()) {
      key = Optional.of(attributes);
    } else {
      unsupportedKey = true;
    }
  }

  private void segment(URI uri) {
    if (duration.isEmpty()) {
      throw unsupported("names a segment without its duration");
    }
    long from = 0;
    long end = Segment.WHOLE;
    if (range.isPresent()) {
      long[] bounds = bounds(range.get(), uri);
      from = bounds[0];
      end = bounds[1];
    }
    Segment segment =
        new Segment(uri, from, end, duration, keyFor(sequence + segments.size()), init, section);
    before = gap ? segment.asMissing() : segment;
    segments.add(before);
    gap = false;
    duration = Optional.empty();
    range = Optional.empty();
  }

  private Segment init(AttributeList attributes) {
    URI uri =
        attributes
            .text("URI")
            .map(text -> manifest.resolved(text))
            .orElseThrow(() -> unsupported("has an EXT-X-MAP without a URI"));
    long[] bounds =
        attributes
            .text("BYTERANGE")
            .map(text -> bounds(text, uri))
            .orElse(new long[] {0, Segment.WHOLE});
    return new Segment(
        uri,
        bounds[0],
        bounds[1],
        Optional.empty(),
        keyFor(sequence + segments.size()),
        Optional.empty());
  }

  /** Returns the bounds of a byte range; without a start it follows the segment before. */
  private long[] bounds(String text, URI uri) {
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw unsupported("has a malformed byte range");
    }
    long from = 0;
    if (matcher.group(2) != null) {
      from = Long.parseLong(matcher.group(2));
    } else if (before != null) {
      if (!before.uri().equals(uri) || before.end() == Segment.WHOLE) {
        throw unsupported("has a byte range without a start");
      }
      from = before.end();
    }
    return new long[] {from, from + Long.parseLong(matcher.group(1))};
  }

  private Optional<Key> keyFor(long number) {
    if (key.isEmpty() && unsupportedKey) {
      throw new SluiceException(
          FailureCode.MEDIA_PROTECTED,
          "The stream is protected by DRM and cannot be fetched: " + here());
    }
    return key.map(
        attributes ->
            new Key(
                manifest.resolved(attributes.text("URI").orElseThrow()),
                attributes
                    .text("IV")
                    .map(this::checkedIv)
                    .orElseGet(() -> checkedIv(Long.toHexString(number)))));
  }

  private String checkedIv(String text) {
    String digits = text.replaceFirst("^0[xX]", "");
    if (!digits.matches("[0-9a-fA-F]{1,32}")) {
      throw unsupported("has an initialisation vector that is not a hexadecimal number");
    }
    return "0".repeat(32 - digits.length()) + digits.toLowerCase(Locale.ROOT);
  }

  private Duration seconds(String text) {
    Matcher matcher = SECONDS.matcher(text);
    if (!matcher.matches()) {
      throw unsupported("names a segment without its duration");
    }
    // Negative means unknown.
    double seconds = Math.max(0, Double.parseDouble(matcher.group(1)));
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private SluiceException unsupported(String what) {
    return new SluiceException(
        FailureCode.STREAM_UNSUPPORTED, "The playlist " + what + ": " + here());
  }

  private String here() {
    return SourceUrl.redacted(manifest.uri());
  }
}
