package dev.sluice.core.engine.sidecar;

import dev.sluice.core.request.Clip;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Converts WebVTT or SubRip subtitles to WebVTT. The format is detected from the text, since
 * publishers often declare a wrong one. Both consist of blocks that empty lines separate; a cue is
 * a block whose first or second line holds its times. WebVTT is defined by the W3C's "WebVTT: The
 * Web Video Text Tracks Format"; SubRip has no standard, only what players accept. Pure.
 */
public final class WebVtt {
  private static final String SIGNATURE = "WEBVTT";

  private static final String TIME = "(?:(\\d{1,4}):)?(\\d{1,2}):(\\d{1,2})(?:[.,](\\d{1,3}))?";

  /**
   * Separates blocks. A line of spaces separates only before a numbered cue, as editors leave it in
   * SubRip; elsewhere it is text.
   */
  private static final Pattern SEPARATOR =
      Pattern.compile("\n{2,}|\n[ \t]+\n\n*(?=\\d+[ \t]*\n" + TIME + "\\s*-->)");

  /** The header of the next segment of a stream, which may follow without a line break. */
  private static final Pattern NEXT_SEGMENT =
      Pattern.compile("\uFEFF?WEBVTT[ \t]*\n(?=\n|X-TIMESTAMP-MAP)");

  /** The position of a segment on the clock of its stream (RFC 8216, 3.5). */
  private static final Pattern LOCAL = Pattern.compile("X-TIMESTAMP-MAP.*LOCAL:" + TIME);

  private static final Pattern MPEGTS = Pattern.compile("X-TIMESTAMP-MAP.*MPEGTS:(\\d{1,15})");

  private static final long TICKS_A_MILLISECOND = 90;

  private static final Pattern TIMES =
      Pattern.compile("^\\s*" + TIME + "\\s*-->\\s*" + TIME + "(.*)$");

  /** Placement tags that only SubRip players know. */
  private static final Pattern OVERRIDES = Pattern.compile("\\{\\\\[^}]*}");

  private static final Pattern PLAIN_AMPERSAND = Pattern.compile("&(?!#?\\w{1,32};)");

  /** Timestamps within a cue, which would have to move with it. */
  private static final Pattern INNER_TIMESTAMPS = Pattern.compile("<[\\d:.]+>");

  private WebVtt() {}

  /**
   * Returns the subtitles as WebVTT in UTF-8.
   *
   * @param clip limits the cues to a clip and shifts them to its start
   * @return empty if no cue is left
   */
  public static Optional<byte[]> of(byte[] subtitles, Optional<Clip> clip) {
    return of(TimedText.of(subtitles), clip, Map.of());
  }

  /**
   * Returns the subtitles as WebVTT in UTF-8.
   *
   * @param clip limits the cues to a clip and shifts them to its start
   * @param starts where the media begins, by section: on the clock that {@code X-TIMESTAMP-MAP}
   *     refers to, or on that of a manifest which gives a shift. If it is unknown, the first of
   *     these headers in a part is taken for its beginning, or zero
   * @return empty if no cue is left
   */
  static Optional<byte[]> of(TimedText subtitles, Optional<Clip> clip, Map<Long, Duration> starts) {
    Optional<Duration> first =
        starts.keySet().stream().min(Comparator.naturalOrder()).map(starts::get);
    // Segments of a stream repeat shared styles and cues that span two segments.
    Set<String> blocks = new LinkedHashSet<>();
    boolean shown = false;
    for (TimedText.Part part : subtitles.parts()) {
      String text = text(part.bytes());
      if (!text.startsWith(SIGNATURE)) {
        return ofSubRip(text(subtitles.bytes()), clip);
      }
      Optional<Duration> start = part.section().isEmpty() ? first : part.section().map(starts::get);
      shown |= add(blocks, part, clip, start);
    }
    return shown ? Optional.of(format(blocks)) : Optional.empty();
  }

  /** Adds the blocks of a part; returns whether a cue is among them. */
  private static boolean add(
      Set<String> blocks, TimedText.Part part, Optional<Clip> clip, Optional<Duration> start) {
    String text = NEXT_SEGMENT.matcher(text(part.bytes())).replaceAll("\n\n" + SIGNATURE + "\n");
    Duration begins = start.orElse(null);
    Duration later =
        part.shift().map(shift -> shift.minus(start.orElse(Duration.ZERO))).orElse(Duration.ZERO);
    boolean shown = false;
    for (String block : (Iterable<String>) SEPARATOR.splitAsStream(text)::iterator) {
      List<String> lines = block.strip().lines().toList();
      int times = timesAt(lines);
      if (block.strip().startsWith(SIGNATURE)) {
        // The manifest's own shift goes first.
        Optional<Duration> clock = part.shift().isPresent() ? Optional.empty() : clock(block);
        if (begins == null && clock.isPresent()) {
          begins = clock.get().minus(part.place());
        }
        if (begins != null && clock.isPresent()) {
          later =
              start.isPresent() ? wrapped(clock.get().minus(begins)) : clock.get().minus(begins);
        }
      } else if (times < 0 && !block.isBlank()) {
        blocks.add(block.strip());
      } else if (times >= 0) {
        Optional<String> cue = cue(lines, times, true, later, clip);
        cue.ifPresent(blocks::add);
        shown |= cue.isPresent();
      }
    }
    return shown;
  }

  private static Optional<byte[]> ofSubRip(String text, Optional<Clip> clip) {
    List<String> blocks = new ArrayList<>();
    for (String block : (Iterable<String>) SEPARATOR.splitAsStream(text)::iterator) {
      List<String> lines = block.strip().lines().toList();
      int times = timesAt(lines);
      if (times >= 0) {
        cue(lines, times, false, Duration.ZERO, clip).ifPresent(blocks::add);
      }
    }
    return blocks.isEmpty() ? Optional.empty() : Optional.of(format(blocks));
  }

  // The clock of 33 bits starts again after 26.5 hours.
  private static Duration wrapped(Duration distance) {
    long ticks = distance.toMillis() * TICKS_A_MILLISECOND;
    return Duration.ofMillis((ticks << 31 >> 31) / TICKS_A_MILLISECOND);
  }

  private static byte[] format(Collection<String> blocks) {
    return (SIGNATURE + "\n\n" + String.join("\n\n", blocks) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the position of the segment on the clock of its stream, if declared. */
  private static Optional<Duration> clock(String header) {
    Matcher local = LOCAL.matcher(header);
    Matcher ticks = MPEGTS.matcher(header);
    return local.find() && ticks.find()
        ? Optional.of(
            Duration.ofMillis(Long.parseLong(ticks.group(1)) / TICKS_A_MILLISECOND)
                .minus(moment(local, 1)))
        : Optional.empty();
  }

  private static String text(byte[] bytes) {
    String text = decoded(bytes);
    return (text.startsWith("\uFEFF") ? text.substring(1) : text)
        .replace("\r\n", "\n")
        .replace('\r', '\n')
        .replace('\0', '\uFFFD');
  }

  // SubRip has no rule for it; where it is not UTF-8 it was most often written on Windows.
  private static String decoded(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, Charset.forName("windows-1252"));
    }
  }

  private static int timesAt(List<String> lines) {
    for (int i = 0; i < Math.min(2, lines.size()); i++) {
      if (TIMES.matcher(lines.get(i)).matches()) {
        return i;
      }
    }
    return -1;
  }

  private static Optional<String> cue(
      List<String> lines, int times, boolean isVtt, Duration later, Optional<Clip> clip) {
    Matcher found = TIMES.matcher(lines.get(times));
    if (!found.matches() || lines.size() == times + 1) {
      return Optional.empty();
    }
    Duration offset = clip.map(Clip::start).orElse(Duration.ZERO).minus(later);
    Duration from = later(moment(found, 1).minus(offset), Duration.ZERO);
    Duration given = moment(found, 5).minus(offset);
    Duration last = clip.flatMap(Clip::end).map(end -> end.minus(clip.get().start())).orElse(given);
    Duration to = given.compareTo(last) < 0 ? given : last;
    if (to.compareTo(from) <= 0) {
      return Optional.empty();
    }
    String content =
        lines.subList(times + 1, lines.size()).stream()
            .map(line -> isVtt ? line : fromSubRip(line))
            .map(line -> offset.isZero() ? line : INNER_TIMESTAMPS.matcher(line).replaceAll(""))
            .collect(Collectors.joining("\n"));
    // SubRip places pixel coordinates there, which have no meaning in WebVTT.
    String settings = isVtt ? found.group(9).stripTrailing() : "";
    String name = times == 1 ? lines.get(0) + "\n" : "";
    return Optional.of(name + format(from) + " --> " + format(to) + settings + "\n" + content);
  }

  private static String fromSubRip(String line) {
    String plain = OVERRIDES.matcher(line).replaceAll("");
    return PLAIN_AMPERSAND.matcher(plain).replaceAll("&amp;").replace("-->", "--&gt;");
  }

  private static Duration moment(Matcher found, int group) {
    String fraction = found.group(group + 3);
    return Duration.ofHours(number(found.group(group)))
        .plusMinutes(number(found.group(group + 1)))
        .plusSeconds(number(found.group(group + 2)))
        .plusMillis(fraction == null ? 0 : number((fraction + "00").substring(0, 3)));
  }

  private static long number(String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static String format(Duration at) {
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        at.toHours(),
        at.toMinutesPart(),
        at.toSecondsPart(),
        at.toMillisPart());
  }
}
