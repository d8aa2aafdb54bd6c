package dev.sluice.app.terminal;

import dev.sluice.core.port.media.StreamReport;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Formats what becomes of a source's streams. Pure. */
public final class StreamReportText {
  private static final Pattern CONTROLS =
      Pattern.compile("[\\p{Cc}\\u2028-\\u202e\\u2066-\\u2069]");

  private StreamReportText() {}

  /** Returns a line for each stream that the result does not hold as the source does. */
  public static List<String> changes(List<StreamReport> streams) {
    return streams.stream()
        .filter(stream -> stream.action() != StreamReport.Action.COPIED)
        .map(StreamReportText::line)
        .toList();
  }

  /**
   * Returns a line such as {@code dropped: subtitle hdmv_pgs_subtitle, eng, "Signs": mp4 holds no
   * pictures as subtitles}.
   */
  public static String line(StreamReport stream) {
    StringBuilder line = new StringBuilder();
    line.append(stream.action().name().toLowerCase(Locale.ROOT)).append(": ");
    line.append(stream.kind().name().toLowerCase(Locale.ROOT)).append(' ').append(stream.codec());
    if (stream.action() == StreamReport.Action.ENCODED) {
      stream.target().ifPresent(target -> line.append(" to ").append(target));
    }
    stream.language().ifPresent(language -> line.append(", ").append(language));
    stream.title().ifPresent(title -> line.append(", \"").append(title).append('"'));
    stream
        .reason()
        .map(OptionNames::sentence)
        .ifPresent(reason -> line.append(": ").append(reason));
    return printable(line.toString());
  }

  /** Returns the line that tells a sentence of what a result lacks. */
  public static String missing(String sentence) {
    return "missing: " + printable(OptionNames.sentence(sentence));
  }

  /**
   * Returns the text with a space for each character that controls a terminal or the direction of
   * the text, since parts of it come from the source.
   */
  public static String printable(String text) {
    return CONTROLS.matcher(text).replaceAll(" ");
  }
}
