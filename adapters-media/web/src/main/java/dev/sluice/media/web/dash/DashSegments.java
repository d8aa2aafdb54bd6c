package dev.sluice.media.web.dash;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.segment.Segment;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The segments of a representation: by a template with a timeline or a length (ISO/IEC 23009-1,
 * 5.3.9.4), by a list, or one file. Used once.
 */
final class DashSegments {
  private static final int MOST = 200_000;

  /** Channels that never end count from 1970 on, and need not say what they keep. */
  private static final int MOST_BY_CLOCK = 50_000;

  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$(|RepresentationID|Number|Bandwidth|Time)(?:%0(\\d{1,2})d)?\\$");

  private final Representation of;
  private final Optional<Availability> live;
  private final List<TimedSegment> segments = new ArrayList<>();

  private DashSegments(Representation of, Optional<Availability> live) {
    this.of = of;
    this.live = live;
  }

  /**
   * All of them.
   *
   * @throws SluiceException STREAM_UNSUPPORTED, SOURCE_EMPTY
   */
  static List<TimedSegment> of(Representation representation) {
    List<TimedSegment> made = made(representation, Optional.empty());
    if (made.isEmpty()) {
      throw representation.empty();
    }
    return made;
  }

  /**
   * Those that there are now; perhaps none.
   *
   * @throws SluiceException STREAM_UNSUPPORTED
   */
  static List<TimedSegment> of(Representation representation, Availability available) {
    return made(representation, Optional.of(available));
  }

  private static List<TimedSegment> made(
      Representation representation, Optional<Availability> available) {
    DashSegments made = new DashSegments(representation, available);
    made.collect();
    return made.segments;
  }

  private void collect() {
    List<XmlElement> templates = found("SegmentTemplate");
    List<XmlElement> lists = found("SegmentList");
    if (!templates.isEmpty()) {
      byTemplate(templates);
    } else if (!lists.isEmpty()) {
      byList(lists);
    } else {
      add(of.base(), 0, Segment.WHOLE, 0, of.seconds().orElse(0.0), Optional.empty());
    }
  }

  /** Of this name, the innermost first: what one does not say, the next one does. */
  private List<XmlElement> found(String name) {
    return of.around().stream().flatMap(element -> element.child(name).stream()).toList();
  }

  private static Optional<String> attribute(List<XmlElement> elements, String name) {
    return elements.stream().flatMap(element -> element.attribute(name).stream()).findFirst();
  }

  private static long number(List<XmlElement> elements, String name, long otherwise) {
    return elements.stream()
        .flatMap(element -> element.number(name).stream())
        .findFirst()
        .orElse(otherwise);
  }

  private static Optional<XmlElement> child(List<XmlElement> elements, String name) {
    return elements.stream().flatMap(element -> element.child(name).stream()).findFirst();
  }

  private void byTemplate(List<XmlElement> templates) {
    String media =
        attribute(templates, "media")
            .orElseThrow(() -> of.unsupported("has no template for media"));
    long scale = Math.max(1, number(templates, "timescale", 1));
    long first = number(templates, "startNumber", 1);
    Optional<Segment> head =
        attribute(templates, "initialization")
            .map(text -> head(resolved(filled(text, 0, 0)), 0, Segment.WHOLE));
    Optional<XmlElement> timeline = child(templates, "SegmentTimeline");
    if (timeline.isPresent()) {
      byTimeline(
          timeline.get(),
          media,
          scale,
          first,
          number(templates, "presentationTimeOffset", 0),
          head);
      return;
    }
    long length = number(templates, "duration", 0);
    if (length == 0) {
      throw of.unsupported("does not say how long its segments are");
    }
    double each = (double) length / scale;
    long end = count(each);
    double oldest = live.flatMap(Availability::kept).map(kept -> now() - kept).orElse(0.0);
    long begin = Math.max(0, (long) Math.ceil(oldest / each));
    if (live.isPresent()) {
      begin = Math.max(begin, end - MOST_BY_CLOCK);
    }
    for (long i = begin; i < end; i++) {
      URI place = resolved(filled(media, first + i, i * length));
      double start = i * each;
      double rest = of.seconds().map(seconds -> seconds - start).orElse(each);
      add(place, 0, Segment.WHOLE, start, Math.min(each, rest), head);
    }
  }

  private long count(double each) {
    // What a player rounds away is no segment.
    Optional<Long> all = of.seconds().map(seconds -> (long) Math.ceil(seconds / each - 1e-3));
    if (live.isEmpty()) {
      return all.orElseThrow(() -> of.unsupported("does not say how long it lasts"));
    }
    // One is there once it has ended; and the newest may still be on its way to all of the origin.
    long now = (long) Math.floor(now() / each) - 1;
    return Math.min(now, all.orElse(now));
  }

  private double now() {
    return live.flatMap(Availability::now)
        .orElseThrow(
            () ->
                of.unsupported(
                    "names its segments by the clock, and does not say by which, or its server does"
                        + " not say what time it is"));
  }

  private void byTimeline(
      XmlElement timeline,
      String media,
      long scale,
      long first,
      long offset,
      Optional<Segment> head) {
    List<XmlElement> stretches = timeline.children("S");
    long time = 0;
    long number = first;
    for (int i = 0; i < stretches.size(); i++) {
      XmlElement stretch = stretches.get(i);
      long length =
          stretch
              .number("d")
              .filter(ticks -> ticks > 0)
              .orElseThrow(() -> of.unsupported("has a timeline with a segment of no length"));
      time = stretch.number("t").orElse(time);
      Optional<XmlElement> next =
          i + 1 < stretches.size() ? Optional.of(stretches.get(i + 1)) : Optional.empty();
      long times = repetitions(stretch, next, time, length, scale, offset) + 1;
      for (long k = 0; k < times; k++) {
        URI place = resolved(filled(media, number, time));
        add(
            place,
            0,
            Segment.WHOLE,
            (double) (time - offset) / scale,
            (double) length / scale,
            head);
        time += length;
        number++;
      }
    }
  }

  /** A negative number stands for as many as fit, to the next stretch or the end. */
  private long repetitions(
      XmlElement stretch,
      Optional<XmlElement> next,
      long time,
      long length,
      long scale,
      long offset) {
    String text = stretch.attribute("r").orElse("0");
    if (text.matches("\\d{1,9}")) {
      return Long.parseLong(text);
    }
    Optional<Long> begun = next.flatMap(element -> element.number("t"));
    double lasting = (begun.orElseGet(() -> lastTick(scale) + offset) - time) / (double) length;
    // Of a live one the last may not be there yet.
    boolean isWhole = begun.isPresent() || of.seconds().isPresent();
    double count = isWhole ? Math.ceil(lasting - 1e-3) : Math.floor(lasting);
    return Math.max(0, (long) count - 1);
  }

  private long lastTick(long scale) {
    return Math.round(
        of.seconds()
                .or(() -> live.map(available -> now()))
                .orElseThrow(() -> of.unsupported("does not say how long it lasts"))
            * scale);
  }

  private void byList(List<XmlElement> lists) {
    double each =
        (double) number(lists, "duration", 0) / Math.max(1, number(lists, "timescale", 1));
    Optional<Segment> head =
        child(lists, "Initialization")
            .map(
                element -> {
                  long[] range = range(element.attribute("range"));
                  URI place = element.attribute("sourceURL").map(this::resolved).orElse(of.base());
                  return head(place, range[0], range[1]);
                });
    // They are counted from the period's beginning on, of which a live list has only the end.
    double start = (number(lists, "startNumber", 1) - 1) * each;
    for (XmlElement url : lists.get(0).children("SegmentURL")) {
      long[] range = range(url.attribute("mediaRange"));
      URI place = url.attribute("media").map(this::resolved).orElse(of.base());
      add(place, range[0], range[1], start, each, head);
      start += each;
    }
  }

  private long[] range(Optional<String> text) {
    if (text.isEmpty()) {
      return new long[] {0, Segment.WHOLE};
    }
    Matcher matcher = RANGE.matcher(text.get());
    if (!matcher.matches() || Long.parseLong(matcher.group(2)) < Long.parseLong(matcher.group(1))) {
      throw of.unsupported("has a byte range that makes no sense");
    }
    return new long[] {Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)) + 1};
  }

  private void add(
      URI place, long from, long end, double start, double seconds, Optional<Segment> head) {
    if (segments.size() == MOST) {
      throw of.unsupported("names more than %,d segments".formatted(MOST));
    }
    Duration length = Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
    segments.add(
        new TimedSegment(
            new Segment(place, from, end, Optional.of(length), Optional.empty(), head), start));
  }

  private static Segment head(URI place, long from, long end) {
    return new Segment(place, from, end, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private String filled(String template, long number, long time) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    switch (found.group(1)) {
                      case "RepresentationID" -> of.id();
                      case "Number" -> padded(number, found.group(2));
                      case "Bandwidth" -> padded(of.bandwidth(), found.group(2));
                      case "Time" -> padded(time, found.group(2));
                      default -> "$";
                    }));
  }

  private static String padded(long number, String width) {
    String digits = Long.toString(number);
    int missing = width == null ? 0 : Integer.parseInt(width) - digits.length();
    return "0".repeat(Math.max(0, missing)) + digits;
  }

  private URI resolved(String text) {
    return new Manifest(of.base(), "").resolved(text);
  }
}
