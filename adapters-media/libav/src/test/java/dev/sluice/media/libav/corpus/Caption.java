package dev.sluice.media.libav.corpus;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.media.libav.testing.DecodedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text of subtitles. Times are in seconds. */
record Caption(double from, double to, String text) {
  private static final Pattern CUE =
      Pattern.compile(
          "(\\d+):(\\d+):(\\d+\\.\\d+) --> (\\d+):(\\d+):(\\d+\\.\\d+)[^\\n"
              + "]*\\n"
              + "(.+?)\\n"
              + "*(?=\\n"
              + "\\n"
              + "|$)",
          Pattern.DOTALL);

  /** How much too early or late a text may be. */
  private static final double TOLERANCE = 0.02;

  /** Reads a file of WebVTT, by nothing of the code under test. */
  static List<Caption> read(String webVtt) {
    List<Caption> captions = new ArrayList<>();
    Matcher cue = CUE.matcher(webVtt);
    while (cue.find()) {
      captions.add(new Caption(time(cue, 1), time(cue, 4), cue.group(7)));
    }
    return captions;
  }

  private static double time(Matcher cue, int group) {
    return 3_600 * Integer.parseInt(cue.group(group))
        + 60 * Integer.parseInt(cue.group(group + 1))
        + Double.parseDouble(cue.group(group + 2));
  }

  /**
   * Returns in what the texts differ from those that are expected after the first picture.
   *
   * @param made the file that they lie beside
   */
  static Optional<String> faults(List<Caption> expected, List<Caption> read, DecodedFile made) {
    double first =
        made.first(StreamKind.VIDEO).orElseThrow().media().pictures().get(0).time().toNanos() / 1e9;
    if (read.size() != expected.size()) {
      return Optional.of(
          String.format(
              Locale.ROOT, "%d texts instead of %d: %s", read.size(), expected.size(), read));
    }
    double worst = 0;
    for (int i = 0; i < read.size(); i++) {
      if (!read.get(i).text().equals(expected.get(i).text())) {
        return Optional.of(read.get(i) + " instead of " + expected.get(i));
      }
      worst = Math.max(worst, Math.abs(read.get(i).from() - first - expected.get(i).from()));
      worst = Math.max(worst, Math.abs(read.get(i).to() - first - expected.get(i).to()));
    }
    return worst > TOLERANCE
        ? Optional.of(String.format(Locale.ROOT, "texts are %.0f ms out of step", 1e3 * worst))
        : Optional.empty();
  }
}
