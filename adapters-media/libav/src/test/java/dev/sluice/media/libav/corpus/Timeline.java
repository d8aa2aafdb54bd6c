package dev.sluice.media.libav.corpus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a result must show and sound at which time, in seconds from its beginning. Immutable.
 *
 * @param pictures in the order in which they are shown
 * @param beeps when beeps begin
 * @param audible spans with sound, each from and to
 * @param joints where a clock starts again, so that what follows may begin a packet later or
 *     earlier, picture and sound together
 */
record Timeline(List<Shown> pictures, List<Double> beeps, List<Span> audible, List<Double> joints) {
  private static final double MARK = 0.4;

  /** A picture with the number that it shows. */
  record Shown(double at, int number) {}

  /** A span of time. */
  record Span(double from, double to) {}

  static Timeline empty() {
    return new Timeline(List.of(), List.of(), List.of(), List.of());
  }

  /** Returns a film of 25 pictures a second, numbered from 0, with its sound. */
  static Timeline film(double seconds) {
    return empty().then(0, seconds);
  }

  /** Returns this with another film behind it. */
  Timeline then(int firstNumber, double seconds) {
    double at = end();
    return picture(at, firstNumber, 25, 0, seconds).sound(at, 0, seconds);
  }

  /** Returns this with a joint here. */
  Timeline joint(double at) {
    List<Double> more = new ArrayList<>(joints);
    more.add(at);
    return new Timeline(pictures, beeps, audible, List.copyOf(more));
  }

  /** Returns this with a joint and another film behind it. */
  Timeline restart(int firstNumber, double seconds) {
    return joint(end()).then(firstNumber, seconds);
  }

  /** Returns when the last picture or sound ends, if there are 25 pictures a second. */
  double end() {
    double end = 0;
    for (Shown shown : pictures) {
      end = Math.max(end, shown.at() + 0.04);
    }
    for (Span span : audible) {
      end = Math.max(end, span.to());
    }
    return end;
  }

  /**
   * Returns this with the pictures of a film.
   *
   * @param at when the first of them is shown
   * @param firstNumber the number of the film's first picture
   * @param from the time in the film, in seconds
   * @param to the end of the part, in seconds of the film
   */
  Timeline picture(double at, int firstNumber, int framesPerSecond, double from, double to) {
    List<Shown> more = new ArrayList<>(pictures);
    int first = (int) Math.round(from * framesPerSecond);
    int last = (int) Math.round(to * framesPerSecond);
    for (int i = first; i < last; i++) {
      more.add(new Shown(at + (double) (i - first) / framesPerSecond, firstNumber + i));
    }
    more.sort(Comparator.comparingDouble(Shown::at));
    return new Timeline(List.copyOf(more), beeps, audible, joints);
  }

  /**
   * Returns this with the sound of a film.
   *
   * @param at when it begins
   * @param from the time in the film, in seconds
   * @param to the end of the part, in seconds of the film
   */
  Timeline sound(double at, double from, double to) {
    List<Double> moreBeeps = new ArrayList<>(beeps);
    for (double mark = Math.floor(from) + MARK; mark < to - 0.04; mark++) {
      if (mark >= from) {
        moreBeeps.add(at + mark - from);
      }
    }
    moreBeeps.sort(Comparator.naturalOrder());
    List<Span> spans = new ArrayList<>(audible);
    spans.add(new Span(at, at + to - from));
    spans.sort(Comparator.comparingDouble(Span::from));
    List<Span> joined = new ArrayList<>();
    for (Span span : spans) {
      Span last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && span.from() - last.to() < 0.03) {
        joined.set(joined.size() - 1, new Span(last.from(), Math.max(last.to(), span.to())));
      } else {
        joined.add(span);
      }
    }
    return new Timeline(pictures, List.copyOf(moreBeeps), List.copyOf(joined), joints);
  }

  Timeline withoutPictures() {
    return new Timeline(List.of(), beeps, audible, joints);
  }

  Timeline withoutSound() {
    return new Timeline(pictures, List.of(), List.of(), joints);
  }

  /** Returns this without the pictures of a time span. */
  Timeline withoutPictures(double from, double to) {
    return new Timeline(
        pictures.stream()
            .filter(shown -> shown.at() < from - 0.001 || shown.at() >= to - 0.001)
            .toList(),
        beeps,
        audible,
        joints);
  }

  /** Returns this without the sound of a time span. */
  Timeline withoutSound(double from, double to) {
    List<Span> rest = new ArrayList<>();
    for (Span span : audible) {
      if (span.from() < from) {
        rest.add(new Span(span.from(), Math.min(span.to(), from)));
      }
      if (span.to() > to) {
        rest.add(new Span(Math.max(span.from(), to), span.to()));
      }
    }
    return new Timeline(
        pictures, beeps.stream().filter(beep -> beep < from || beep >= to).toList(), rest, joints);
  }

  /**
   * Returns this without what a shorter result lacks at its end.
   *
   * @param earliest the time before which nothing may end
   */
  Timeline cut(double earliest, double pictureEnd, double soundEnd) {
    // Delays and packets of sound let both end a little later than they should.
    double pictures = Math.max(earliest, pictureEnd - 0.03);
    double sounds = Math.max(earliest, soundEnd);
    return withoutPictures(pictures, 1e6).withoutSound(sounds, 1e6);
  }

  /** Returns this with all sound later by this time. */
  Timeline soundLater(double by) {
    return new Timeline(
        pictures,
        beeps.stream().map(beep -> beep + by).toList(),
        audible.stream().map(span -> new Span(span.from() + by, span.to() + by)).toList(),
        joints);
  }
}
