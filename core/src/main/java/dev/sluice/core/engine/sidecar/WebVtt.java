package dev.sluice.core.engine.sidecar;

import dev.sluice.core.request.Clip;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes WebVTT of subtitles that are WebVTT or SubRip, which is told by the text itself: what
 * publishers say of it is often wrong. Both are blocks apart by empty lines, and a cue is a block
 * whose first or second line holds its times. WebVTT as in the W3C's "WebVTT: The Web Video Text
 * Tracks Format"; of SubRip there is no standard, only what players take. Pure.
 */
public final class WebVtt {
  private static final String SIGNATURE = "WEBVTT";

  private static final String TIME = "(?:(\\d{1,4}):)?(\\d{1,2}):(\\d{1,2})(?:[.,](\\d{1,3}))?";

  /**
   * What parts blocks. A line of spaces does only where a numbered cue follows it, as people's
   * editors leave it in SubRip; elsewhere it is a line of words that shows nothing.
   */
  private static final Pattern APART =
      Pattern.compile("\n{2,}|\n[ \t]+\n\n*(?=\\d+[ \t]*\n" + TIME + "\\s*-->)");

  /** Where the next piece of a stream begins, which may come without a line's end before it. */
  private static final Pattern NEXT_PIECE =
      Pattern.compile("\uFEFF?WEBVTT[ \t]*\n(?=\n|X-TIMESTAMP-MAP)");

  /** When a piece's words are, on the clock of its stream (RFC 8216, 3.5). */
  private static final Pattern LOCAL = Pattern.compile("X-TIMESTAMP-MAP.*LOCAL:" + TIME);

  private static final Pattern MPEGTS = Pattern.compile("X-TIMESTAMP-MAP.*MPEGTS:(\\d{1,15})");

  private static final long TICKS_A_MILLISECOND = 90;

  private static final Pattern TIMES =
      Pattern.compile("^\\s*" + TIME + "\\s*-->\\s*" + TIME + "(.*)$");

  /** Placement by tags that only SubRip players know. */
  private static final Pattern OVERRIDES = Pattern.compile("\\{\\\\[^}]*}");

  private static final Pattern PLAIN_AMPERSAND = Pattern.compile("&(?!#?\\w{1,32};)");

  /** Moments within a cue, which would have to move with it. */
  private static final Pattern MOMENTS = Pattern.compile("<[\\d:.]+>");

  private WebVtt() {}

  /**
   * The same words as WebVTT, encoded in UTF-8.
   *
   * @param clip what is kept of the media: its words alone, and their times from its beginning
   * @return empty if there is nothing in it that could be shown
   */
  public static Optional<byte[]> of(byte[] subtitles, Optional<Clip> clip) {
    String text = text(subtitles).replace("\r\n", "\n").replace('\r', '\n').replace('\0', '\uFFFD');
    return text.startsWith(SIGNATURE)
        ? ofVtt(NEXT_PIECE.matcher(text).replaceAll("\n\n" + SIGNATURE + "\n"), clip)
        : ofSubRip(text, clip);
  }

  // Pieces of a stream repeat what they share: styles, and cues that reach from one into the next.
  private static Optional<byte[]> ofVtt(String text, Optional<Clip> clip) {
    Set<String> made = new LinkedHashSet<>();
    Duration begins = null;
    Duration later = Duration.ZERO;
    boolean shown = false;
    for (String block : (Iterable<String>) APART.splitAsStream(text)::iterator) {
      List<String> lines = block.strip().lines().toList();
      int times = timesAt(lines);
      if (block.strip().startsWith(SIGNATURE)) {
        Optional<Duration> clock = clock(block);
        begins = begins == null ? clock.orElse(null) : begins;
        if (begins != null && clock.isPresent()) {
          later = clock.get().minus(begins);
        }
      } else if (times < 0 && !block.isBlank()) {
        made.add(block.strip());
      } else if (times >= 0) {
        Optional<String> cue = cue(lines, times, true, later, clip);
        cue.ifPresent(made::add);
        shown |= cue.isPresent();
      }
    }
    return shown ? Optional.of(written(made)) : Optional.empty();
  }

  private static Optional<byte[]> ofSubRip(String text, Optional<Clip> clip) {
    List<String> made = new ArrayList<>();
    for (String block : (Iterable<String>) APART.splitAsStream(text)::iterator) {
      List<String> lines = block.strip().lines().toList();
      int times = timesAt(lines);
      if (times >= 0) {
        cue(lines, times, false, Duration.ZERO, clip).ifPresent(made::add);
      }
    }
    return made.isEmpty() ? Optional.empty() : Optional.of(written(made));
  }

  private static byte[] written(Collection<String> blocks) {
    return (SIGNATURE + "\n\n" + String.join("\n\n", blocks) + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Where the piece's zero is on its stream's clock, if it tells. */
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
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  // SubRip has no rule for it; where it is not UTF-8 it was most often made on Windows.
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
    String words =
        lines.subList(times + 1, lines.size()).stream()
            .map(line -> isVtt ? line : fromSubRip(line))
            .map(line -> offset.isZero() ? line : MOMENTS.matcher(line).replaceAll(""))
            .collect(Collectors.joining("\n"));
    // What SubRip places there is pixels, which mean nothing here.
    String settings = isVtt ? found.group(9).stripTrailing() : "";
    String name = times == 1 ? lines.get(0) + "\n" : "";
    return Optional.of(name + written(from) + " --> " + written(to) + settings + "\n" + words);
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

  private static String written(Duration at) {
    return "%02d:%02d:%02d.%03d"
        .formatted(at.toHours(), at.toMinutesPart(), at.toSecondsPart(), at.toMillisPart());
  }
}
