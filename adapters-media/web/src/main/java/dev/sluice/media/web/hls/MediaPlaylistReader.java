package dev.sluice.media.web.hls;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.Segment.Key;
import dev.sluice.media.web.segment.SegmentWindow;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes a media playlist line by line. */
final class MediaPlaylistReader {
  private static final int MOST_SEGMENTS = 200_000;
  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})(?:@(\\d{1,18}))?");
  private static final Pattern SECONDS =
      Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{1,12})?)\\s*(?:,.*)?");

  private final Manifest manifest;
  private final List<Segment> segments = new ArrayList<>();
  private boolean ended;
  private long sequence;
  private Duration target = Duration.ofSeconds(6);

  /** What the tags so far say about the next segment. */
  private Optional<Duration> duration = Optional.empty();

  private Optional<String> range = Optional.empty();
  private boolean gap;

  /** What holds until another tag says otherwise. */
  private Optional<AttributeList> key = Optional.empty();

  private Optional<Segment> head = Optional.empty();

  /** Keys follow each other; those for other players stand in the same row. */
  private boolean inKeys;

  private boolean foreignKey;

  MediaPlaylistReader(Manifest manifest) {
    this.manifest = manifest;
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
      head = Optional.of(head(PlaylistParser.attributes(line)));
    } else if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
      String number = line.substring("#EXT-X-MEDIA-SEQUENCE:".length()).strip();
      sequence = number.matches("\\d{1,18}") ? Long.parseLong(number) : 0;
    } else if (line.startsWith("#EXT-X-TARGETDURATION:")) {
      String number = line.substring("#EXT-X-TARGETDURATION:".length()).strip();
      target = number.matches("\\d{1,4}") ? Duration.ofSeconds(Long.parseLong(number)) : target;
    } else if (line.equals("#EXT-X-GAP")) {
      gap = true;
    } else if (line.equals("#EXT-X-ENDLIST")) {
      ended = true;
    } else if (line.equals("#EXT-X-I-FRAMES-ONLY")) {
      throw unsupported("holds single pictures for looking through, not a film");
    } else if (!line.startsWith("#")) {
      segment(manifest.resolved(line));
    }
    inKeys = isKey || (inKeys && line.startsWith("#"));
  }

  SegmentWindow playlist() {
    return new SegmentWindow(segments, ended, sequence, target);
  }

  private void key(AttributeList attributes) {
    if (!inKeys) {
      key = Optional.empty();
      foreignKey = false;
    }
    String method = attributes.text("METHOD").orElse("").toUpperCase(Locale.ROOT);
    boolean plain = attributes.text("KEYFORMAT").map("identity"::equalsIgnoreCase).orElse(true);
    if (method.equals("NONE")) {
      key = Optional.empty();
      foreignKey = false;
    } else if (method.equals("AES-128") && plain && attributes.text("URI").isPresent()) {
      key = Optional.of(attributes);
    } else {
      foreignKey = true;
    }
  }

  private void segment(URI place) {
    if (duration.isEmpty()) {
      throw unsupported("names a segment without saying how long it lasts");
    }
    if (gap) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "The playlist says that a segment is missing at the origin, %.0f seconds in: %s"
              .formatted(reached(), here()));
    }
    if (segments.size() == MOST_SEGMENTS) {
      throw unsupported("names more than %,d segments".formatted(MOST_SEGMENTS));
    }
    long from = 0;
    long end = Segment.WHOLE;
    if (range.isPresent()) {
      long[] stretch = stretch(range.get(), place);
      from = stretch[0];
      end = stretch[1];
    }
    segments.add(new Segment(place, from, end, duration, keyFor(sequence + segments.size()), head));
    duration = Optional.empty();
    range = Optional.empty();
  }

  private Segment head(AttributeList attributes) {
    URI place =
        attributes
            .text("URI")
            .map(text -> manifest.resolved(text))
            .orElseThrow(() -> unsupported("has an EXT-X-MAP without a URI"));
    long[] stretch =
        attributes
            .text("BYTERANGE")
            .map(text -> stretch(text, place))
            .orElse(new long[] {0, Segment.WHOLE});
    return new Segment(
        place,
        stretch[0],
        stretch[1],
        Optional.empty(),
        keyFor(sequence + segments.size()),
        Optional.empty());
  }

  /** Without a beginning of its own it follows the segment before, in the same file. */
  private long[] stretch(String text, URI place) {
    Matcher matcher = RANGE.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw unsupported("has a byte range that makes no sense");
    }
    long from = 0;
    if (matcher.group(2) != null) {
      from = Long.parseLong(matcher.group(2));
    } else if (!segments.isEmpty()) {
      Segment before = segments.get(segments.size() - 1);
      if (!before.place().equals(place) || before.end() == Segment.WHOLE) {
        throw unsupported("has a byte range that does not say where it begins");
      }
      from = before.end();
    }
    return new long[] {from, from + Long.parseLong(matcher.group(1))};
  }

  private Optional<Key> keyFor(long number) {
    if (key.isEmpty() && foreignKey) {
      throw new SluiceException(
          FailureCode.MEDIA_PROTECTED,
          "The stream is encrypted for players that have a licence (DRM), and cannot be taken: "
              + here());
    }
    return key.map(
        attributes ->
            new Key(
                manifest.resolved(attributes.text("URI").orElseThrow()),
                attributes
                    .text("IV")
                    .map(this::checkedIv)
                    .orElseGet(() -> "%032x".formatted(number))));
  }

  private String checkedIv(String text) {
    String digits = text.replaceFirst("^0[xX]", "");
    if (!digits.matches("[0-9a-fA-F]{1,32}")) {
      throw unsupported("has an initialisation vector that is no hexadecimal number");
    }
    return "0".repeat(32 - digits.length()) + digits;
  }

  private Duration seconds(String text) {
    Matcher matcher = SECONDS.matcher(text);
    if (!matcher.matches()) {
      throw unsupported("names a segment without saying how long it lasts");
    }
    return Duration.ofNanos((long) (Double.parseDouble(matcher.group(1)) * 1e9));
  }

  private double reached() {
    return SegmentWindow.duration(segments).toMillis() / 1e3;
  }

  private SluiceException unsupported(String what) {
    return new SluiceException(
        FailureCode.STREAM_UNSUPPORTED, "The playlist " + what + ": " + here());
  }

  private String here() {
    return SourceUrl.redacted(manifest.place());
  }
}
