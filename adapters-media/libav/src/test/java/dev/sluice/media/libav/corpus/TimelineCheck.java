package dev.sluice.media.libav.corpus;

import dev.sluice.media.libav.corpus.Timeline.Shown;
import dev.sluice.media.libav.corpus.Timeline.Span;
import dev.sluice.testkit.media.DecodedPicture;
import dev.sluice.testkit.media.DecodedSound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares a decoded result with its timeline. */
final class TimelineCheck {
  /** Muxers and encoders delay the whole by a few pictures or a packet of sound. */
  private static final double LARGEST_DELAY = 0.13;

  private static final double PICTURE_TOLERANCE = 0.021;
  private static final double SYNC_TOLERANCE = 0.020;

  /** A packet of sound lasts up to 60 ms, and codecs smear the edges. */
  private static final double EDGE_TOLERANCE = 0.08;

  /** A packet of the longer stream. */
  private static final double JOINT_TOLERANCE = 0.08;

  private final List<String> faults = new ArrayList<>();
  private final List<Double> starts = new ArrayList<>();
  private final List<Double> delays = new ArrayList<>();
  private double outOfStep;

  private TimelineCheck() {}

  /**
   * Compares.
   *
   * @param spare the number of pictures that may be missing at the very end
   */
  static TimelineCheck of(
      Timeline expected, List<DecodedPicture> pictures, DecodedSound sound, int spare) {
    TimelineCheck check = new TimelineCheck();
    check.compare(expected, pictures, sound, spare);
    return check;
  }

  List<String> faults() {
    return faults;
  }

  /** Returns by how much the worst beep or picture is out of step, in seconds. */
  double outOfStep() {
    return outOfStep;
  }

  private void compare(
      Timeline expected, List<DecodedPicture> pictures, DecodedSound sound, int spare) {
    pieces(expected, pictures, sound);
    pictures(expected.pictures(), pictures, spare);
    beeps(expected.beeps(), sound.beeps());
    spans(expected, sound);
  }

  /** Measures by how much each piece is later than expected. */
  private void pieces(Timeline expected, List<DecodedPicture> pictures, DecodedSound sound) {
    starts.add(Double.NEGATIVE_INFINITY);
    starts.addAll(expected.joints());
    double before = 0;
    for (int piece = 0; piece < starts.size(); piece++) {
      double delay = delay(expected, pictures, sound, piece, before);
      double largest = piece == 0 ? LARGEST_DELAY : JOINT_TOLERANCE;
      if (Math.abs(delay - before) > largest) {
        faults.add(text("piece %d begins %.3f s late", piece, delay - before));
      }
      delays.add(delay);
      before = delay;
    }
  }

  private double delay(
      Timeline expected,
      List<DecodedPicture> pictures,
      DecodedSound sound,
      int piece,
      double otherwise) {
    for (int i = 0; i < Math.min(pictures.size(), expected.pictures().size()); i++) {
      double at = expected.pictures().get(i).at();
      if (piece(at) == piece) {
        return seconds(pictures.get(i).time()) - at;
      }
    }
    for (int i = 0; i < Math.min(sound.beeps().size(), expected.beeps().size()); i++) {
      double at = expected.beeps().get(i);
      if (piece(at) == piece) {
        return seconds(sound.beeps().get(i)) - at;
      }
    }
    return otherwise;
  }

  private int piece(double at) {
    int piece = 0;
    while (piece + 1 < starts.size() && starts.get(piece + 1) <= at + 0.001) {
      piece++;
    }
    return piece;
  }

  private double expected(double at) {
    return at + delays.get(piece(at));
  }

  private void pictures(List<Shown> expected, List<DecodedPicture> made, int spare) {
    int count = Math.min(expected.size(), made.size());
    int wrong = 0;
    for (int i = 0; i < count; i++) {
      Shown shown = expected.get(i);
      DecodedPicture picture = made.get(i);
      double at = expected(shown.at());
      double off = seconds(picture.time()) - at;
      boolean isOther = picture.number() != shown.number();
      if (!isOther) {
        outOfStep = Math.max(outOfStep, Math.abs(off));
      }
      if ((isOther || Math.abs(off) > PICTURE_TOLERANCE) && wrong++ == 0) {
        faults.add(
            text(
                "picture %d is number %d at %.3f s instead of %d at %.3f s",
                i, picture.number(), seconds(picture.time()), shown.number(), at));
      }
    }
    if (wrong > 1) {
      faults.add(wrong + " pictures are wrong");
    }
    if (made.size() > expected.size() || made.size() < expected.size() - spare) {
      faults.add(text("%d pictures instead of %d", made.size(), expected.size()));
    }
  }

  private void beeps(List<Double> expected, List<Duration> made) {
    if (made.size() != expected.size()) {
      faults.add(
          text(
              "%d beeps instead of %d, at %s",
              made.size(), expected.size(), made.stream().map(TimelineCheck::text).toList()));
    }
    double worst = 0;
    for (int i = 0; i < Math.min(made.size(), expected.size()); i++) {
      double off = seconds(made.get(i)) - expected(expected.get(i));
      if (Math.abs(off) > Math.abs(worst)) {
        worst = off;
      }
    }
    outOfStep = Math.max(outOfStep, Math.abs(worst));
    if (Math.abs(worst) > SYNC_TOLERANCE) {
      faults.add(text("a beep is %.0f ms late", worst * 1e3));
    }
  }

  private void spans(Timeline timeline, DecodedSound sound) {
    List<Span> expected = timeline.audible();
    List<Span> made = new ArrayList<>();
    for (DecodedSound.Interval each : sound.audible()) {
      Span span = new Span(seconds(each.from()), seconds(each.to()));
      Span last = made.isEmpty() ? null : made.get(made.size() - 1);
      boolean joined =
          last != null
              && !timeline.joints().isEmpty()
              && Math.abs(span.from() - last.to()) < JOINT_TOLERANCE;
      if (joined) {
        made.set(made.size() - 1, new Span(last.from(), span.to()));
      } else {
        made.add(span);
      }
    }
    boolean same = made.size() == expected.size();
    for (int i = 0; same && i < made.size(); i++) {
      double from = expected(expected.get(i).from());
      double to = expected(expected.get(i).to() - 0.002) + 0.002;
      same =
          Math.abs(made.get(i).from() - from) < EDGE_TOLERANCE
              && Math.abs(made.get(i).to() - to) < EDGE_TOLERANCE;
    }
    if (!same) {
      faults.add("sounds at %s instead of %s".formatted(text(made), text(expected)));
    }
  }

  private static String text(List<Span> spans) {
    StringBuilder all = new StringBuilder();
    for (Span span : spans) {
      all.append(text("[%.2f-%.2f]", span.from(), span.to()));
    }
    return all.isEmpty() ? "no time" : all.toString();
  }

  private static String text(Duration time) {
    return text("%.2f", seconds(time));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  private static String text(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
