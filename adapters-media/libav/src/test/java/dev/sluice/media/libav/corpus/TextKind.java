package dev.sluice.media.libav.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testkit.sample.TextFragments;
import dev.sluice.testkit.sample.TextFragments.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How subtitles of a manifest are written: in two segments for each section. */
enum TextKind {
  WEBVTT,
  WVTT,
  STPP;

  private static final int MILLIS = TextFragments.SCALE;

  /** Returns the texts of a section that begins at a time. */
  static List<Caption> captions(int section, int seconds, double at) {
    double half = seconds / 2.0;
    return List.of(
        new Caption(at + 0.25, at + 0.75, "a" + section),
        new Caption(at + half - 0.125, at + half + 0.25, "b" + section),
        new Caption(at + seconds - 0.5, at + seconds, "c" + section));
  }

  /**
   * Returns an init segment, except of WebVTT, and two segments.
   *
   * @param start when the section begins on its clock, in seconds
   */
  List<byte[]> segments(int section, int seconds, int start) {
    List<byte[]> segments = new ArrayList<>();
    if (this != WEBVTT) {
      segments.add(TextFragments.init(toString()));
    }
    for (int i = 0; i < 2; i++) {
      double from = start + i * seconds / 2.0;
      double to = from + seconds / 2.0;
      List<Caption> shown =
          captions(section, seconds, start).stream()
              .filter(one -> one.from() < to && one.to() > from)
              .toList();
      segments.add(
          switch (this) {
            case WEBVTT -> webVtt(shown, start);
            case WVTT -> samples(shown, from, to);
            case STPP -> ttml(shown, from, to);
          });
    }
    return segments;
  }

  private static byte[] webVtt(List<Caption> shown, int start) {
    StringBuilder text =
        new StringBuilder("WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:")
            .append(start * 90_000L)
            .append("\n\n");
    for (Caption one : shown) {
      text.append(time(one.from() - start))
          .append(" --> ")
          .append(time(one.to() - start))
          .append('\n')
          .append(one.text())
          .append("\n\n");
    }
    return text.toString().getBytes(UTF_8);
  }

  private static byte[] samples(List<Caption> shown, double from, double to) {
    List<Sample> samples = new ArrayList<>();
    double at = from;
    for (Caption one : shown) {
      double begin = Math.max(from, one.from());
      double end = Math.min(to, one.to());
      if (begin > at) {
        samples.add(Sample.ofCues(millis(begin - at)));
      }
      samples.add(Sample.ofCues(millis(end - begin), TextFragments.cue("", one.text())));
      at = end;
    }
    if (to > at) {
      samples.add(Sample.ofCues(millis(to - at)));
    }
    return TextFragments.fragment(millis(from), samples.toArray(Sample[]::new));
  }

  private static byte[] ttml(List<Caption> shown, double from, double to) {
    StringBuilder text = new StringBuilder("<tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div>");
    for (Caption one : shown) {
      text.append("<p begin=\"")
          .append(time(one.from()))
          .append("\" end=\"")
          .append(time(one.to()))
          .append("\">")
          .append(one.text())
          .append("</p>");
    }
    String document = text.append("</div></body></tt>").toString();
    return TextFragments.fragment(millis(from), Sample.of(millis(to - from), document));
  }

  private static int millis(double seconds) {
    return (int) Math.round(seconds * MILLIS);
  }

  private static String time(double seconds) {
    int millis = millis(seconds);
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1_000 % 60,
        millis % 1_000);
  }

  /** Returns the name of the sample entry. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
