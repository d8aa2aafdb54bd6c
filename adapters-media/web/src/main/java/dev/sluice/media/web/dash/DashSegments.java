package dev.sluice.media.web.dash;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.Segment.Section;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists the segments of a representation, which a manifest gives by a template with a timeline or a
 * duration (ISO/IEC 23009-1, 5.3.9.4), by a list, or as one file. Used once.
 */
final class DashSegments {
  /** The most segments listed by the clock: endless channels may count from 1970. */
  private static final int MAX_BY_CLOCK = 50_000;

  /** How far a duration may reach beyond the last segment, in seconds. */
  private static final double LONGEST_ROUNDING = 1;

  /** The latest time of a period or a segment: pieces have 64 bits of nanoseconds. */
  private static final double MAX_SECONDS = 4.5e9;

  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$(|RepresentationID|Number|Bandwidth|Time)(?:%0(\\d{1,2})d)?\\$");

  private final Representation of;
  private final Optional<Availability> live;
  private final TimedSegments.Builder segments;

  /** The newest segment, which is added once it is known whether it is the last one. */
  private @Nullable TimedSegment last;

  private Section section = Section.FIRST;

  private DashSegments(Representation of, Optional<Availability> live) {
    this.of = of;
    this.live = live;
    this.segments = new TimedSegments.Builder(of.base());
  }

  /**
   * Returns all segments.
   *
   * @throws SluiceException STREAM_UNSUPPORTED, SOURCE_EMPTY
   */
  static TimedSegments of(Representation representation) {
    TimedSegments segments = expand(representation, Optional.empty());
    if (segments.isEmpty()) {
      throw representation.empty();
    }
    return segments;
  }

  /**
   * Returns the segments that are available now; perhaps none.
   *
   * @throws SluiceException STREAM_UNSUPPORTED
   */
  static TimedSegments of(Representation representation, Availability available) {
    return expand(representation, Optional.of(available));
  }

  private static TimedSegments expand(
      Representation representation, Optional<Availability> available) {
    DashSegments all = new DashSegments(representation, available);
    all.collect();
    all.addLast();
    return all.segments.build();
  }

  /**
   * Returns the section of the segments, whose timestamps begin at the element's presentation time
   * offset when the period begins (ISO/IEC 23009-1, 5.3.9.2).
   */
  private Section section(List<XmlElement> elements) {
    long scale = Math.max(1, number(elements, "timescale", 1));
    long offset = number(elements, "presentationTimeOffset", 0);
    double reached = Math.max(Math.abs(of.timing().start()), Math.abs((double) offset / scale));
    if (reached > MAX_SECONDS) {
      throw of.unsupported("gives times that are more than 140 years away");
    }
    Duration from = Duration.ofSeconds(offset / scale, (long) (offset % scale * 1e9 / scale));
    Duration start = Duration.ofNanos(Math.round(of.timing().start() * 1e6) * 1_000);
    return new Section(of.timing().section(), Optional.of(start.minus(from)));
  }

  private void collect() {
    List<XmlElement> templates = inherited("SegmentTemplate");
    List<XmlElement> lists = inherited("SegmentList");
    if (!templates.isEmpty()) {
      section = section(templates);
      byTemplate(templates);
    } else if (!lists.isEmpty()) {
      section = section(lists);
      byList(lists);
    } else {
      bySingleFile(inherited("SegmentBase"));
    }
  }

  private void bySingleFile(List<XmlElement> bases) {
    section = section(bases);
    // Without a range, the init segment of the file itself is wherever it is.
    Optional<Segment> init =
        child(bases, "Initialization")
            .map(this::init)
            .filter(head -> head.end() != Segment.WHOLE || !head.uri().equals(of.base()));
    long from = init.filter(head -> head.uri().equals(of.base())).map(Segment::end).orElse(0L);
    add(of.base(), from, Segment.WHOLE, 0, of.seconds().orElse(0.0), init);
  }

  private Segment init(XmlElement element) {
    long[] range = range(element.attribute("range"));
    URI uri = element.attribute("sourceURL").map(this::resolved).orElse(of.base());
    return init(uri, range[0], range[1]);
  }

  /**
   * Returns the elements of this name, innermost first: an outer one gives what an inner one omits.
   */
  private List<XmlElement> inherited(String name) {
    return of.scopes().stream().flatMap(element -> element.child(name).stream()).toList();
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
    Optional<Segment> init =
        attribute(templates, "initialization")
            .map(text -> init(resolved(expanded(text, 0, 0)), 0, Segment.WHOLE));
    Optional<XmlElement> timeline = child(templates, "SegmentTimeline");
    if (timeline.isPresent()) {
      byTimeline(
          timeline.get(),
          media,
          scale,
          first,
          number(templates, "presentationTimeOffset", 0),
          number(templates, "endNumber", Long.MAX_VALUE),
          init);
      return;
    }
    long length = number(templates, "duration", 0);
    if (length == 0) {
      throw of.unsupported("does not say how long its segments are");
    }
    double each = (double) length / scale;
    OptionalLong lastNumber =
        templates.stream()
            .flatMap(element -> element.number("endNumber").stream())
            .mapToLong(last -> Math.max(0, last - first + 1))
            .findFirst();
    long end = count(each, lastNumber);
    double oldest =
        live.flatMap(Availability::retention)
            .map(retention -> serverTime() - retention)
            .orElse(0.0);
    long begin = Math.max(0, (long) Math.ceil(oldest / each));
    if (live.isPresent()) {
      begin = Math.max(begin, end - MAX_BY_CLOCK);
    }
    for (long i = begin; i < end; i++) {
      URI uri = resolved(expanded(media, first + i, i * length));
      double start = i * each;
      double rest = of.seconds().map(seconds -> seconds - start).orElse(each);
      add(uri, 0, Segment.WHOLE, start, Math.min(each, rest), init);
      if (i + 1 == end && i > begin && lastNumber.isEmpty()) {
        mayBeBeyondEnd(each, rest);
      }
    }
  }

  // A duration that is rounded, or that of another track, may reach beyond the last segment.
  private void mayBeBeyondEnd(double each, double rest) {
    if (last != null && live.isEmpty() && rest < Math.min(each / 2, LONGEST_ROUNDING)) {
      last = new TimedSegment(last.segment().asPossibleEnd(), last.start());
    }
  }

  private long count(double each, OptionalLong most) {
    // A remainder that comes from rounding is not a segment.
    Optional<Long> all = of.seconds().map(seconds -> (long) Math.ceil(seconds / each - 1e-3));
    if (most.isPresent()) {
      all = Optional.of(Math.min(most.getAsLong(), all.orElse(Long.MAX_VALUE)));
    }
    if (live.isEmpty()) {
      return all.orElseThrow(() -> of.unsupported("does not say how long it lasts"));
    }
    // A segment is available once it has ended; the newest may not have reached all servers yet.
    long serverTime = (long) Math.floor(serverTime() / each) - 1;
    return Math.min(serverTime, all.orElse(serverTime));
  }

  private double serverTime() {
    return live.flatMap(Availability::serverTime)
        .orElseThrow(
            () ->
                of.unsupported(
                    "names its segments by the clock, but does not say when it started, or its"
                        + " server does not say what time it is"));
  }

  private void byTimeline(
      XmlElement timeline,
      String media,
      long scale,
      long first,
      long offset,
      long lastNumber,
      Optional<Segment> init) {
    List<XmlElement> runs = timeline.children("S");
    long time = 0;
    long number = first;
    for (int i = 0; i < runs.size(); i++) {
      XmlElement run = runs.get(i);
      long length =
          run.number("d")
              .filter(ticks -> ticks > 0)
              .orElseThrow(
                  () -> of.unsupported("has a timeline with a segment without a duration"));
      time = run.number("t").orElse(time);
      Optional<XmlElement> next =
          i + 1 < runs.size() ? Optional.of(runs.get(i + 1)) : Optional.empty();
      long times = repetitions(run, next, time, length, scale, offset) + 1;
      for (long k = 0; k < times && number <= lastNumber; k++) {
        URI uri = resolved(expanded(media, number, time));
        add(uri, 0, Segment.WHOLE, (double) (time - offset) / scale, (double) length / scale, init);
        time += length;
        number++;
      }
      boolean isOpen = next.isEmpty() && run.attribute("r").filter("-1"::equals).isPresent();
      if (isOpen && times > 1) {
        double each = (double) length / scale;
        mayBeBeyondEnd(each, of.seconds().orElse(0.0) - (double) (time - length - offset) / scale);
      }
    }
  }

  /** Returns how often a run repeats; a negative number means up to the next run or the end. */
  private long repetitions(
      XmlElement run, Optional<XmlElement> next, long time, long length, long scale, long offset) {
    String text = run.attribute("r").orElse("0");
    if (text.matches("\\d{1,9}")) {
      return Long.parseLong(text);
    }
    Optional<Long> begun = next.flatMap(element -> element.number("t"));
    double lasting = (begun.orElseGet(() -> lastTick(scale) + offset) - time) / (double) length;
    // The last one of a live stream may not be available yet.
    boolean isWhole = begun.isPresent() || of.seconds().isPresent();
    double count = isWhole ? Math.ceil(lasting - 1e-3) : Math.floor(lasting);
    return Math.max(0, (long) count - 1);
  }

  private long lastTick(long scale) {
    return Math.round(
        of.seconds()
                .or(() -> live.map(available -> serverTime()))
                .orElseThrow(() -> of.unsupported("does not say how long it lasts"))
            * scale);
  }

  private void byList(List<XmlElement> lists) {
    double each =
        (double) number(lists, "duration", 0) / Math.max(1, number(lists, "timescale", 1));
    Optional<Segment> init = child(lists, "Initialization").map(this::init);
    // Numbers count from the start of the period; a live list has only the newest segments.
    double start = (number(lists, "startNumber", 1) - 1) * each;
    for (XmlElement url : lists.get(0).children("SegmentURL")) {
      long[] range = range(url.attribute("mediaRange"));
      URI uri = url.attribute("media").map(this::resolved).orElse(of.base());
      add(uri, range[0], range[1], start, each, init);
      start += each;
    }
  }

  private long[] range(Optional<String> text) {
    if (text.isEmpty()) {
      return new long[] {0, Segment.WHOLE};
    }
    Matcher matcher = RANGE.matcher(text.get());
    if (!matcher.matches() || Long.parseLong(matcher.group(2)) < Long.parseLong(matcher.group(1))) {
      throw of.unsupported("has a malformed byte range");
    }
    return new long[] {Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)) + 1};
  }

  private void add(
      URI uri, long from, long end, double start, double seconds, Optional<Segment> init) {
    addLast();
    Duration length = Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
    last =
        new TimedSegment(
            new Segment(uri, from, end, Optional.of(length), Optional.empty(), init, section),
            start);
  }

  private void addLast() {
    if (last != null) {
      segments.add(last);
      last = null;
    }
  }

  private static Segment init(URI uri, long from, long end) {
    return new Segment(uri, from, end, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private String expanded(String template, long number, long time) {
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
    return Manifest.resolve(of.base(), text);
  }
}
