package dev.sluice.app.terminal;

import dev.sluice.core.port.media.StreamReport;
import java.util.List;
import java.util.Locale;

/** Formats what becomes of a source's streams. Pure. */
public final class StreamReportText {
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
    stream.title().ifPresent(title -> line.append(", \"").append(printable(title)).append('"'));
    stream.reason().ifPresent(reason -> line.append(": ").append(reason));
    return line.toString();
  }

  // A title comes from the source, and must not control the terminal.
  private static String printable(String title) {
    return title.replaceAll("\\p{Cntrl}", " ");
  }
}
