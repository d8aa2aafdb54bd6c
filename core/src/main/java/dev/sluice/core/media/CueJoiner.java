package dev.sluice.core.media;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Joins the cues of subtitles in segments. A cue that is shown across a border is in the segments
 * on both sides: as two cues that follow each other, or repeated as a whole. Texts of the same time
 * become one cue of several lines. Passes cues on in the order of their beginnings, as soon as
 * nothing can change them. Not thread-safe.
 */
public final class CueJoiner {
  /** Times are rounded. In microseconds. */
  private static final long TOLERANCE = 10_000;

  /** How many cues wait; more than are ever shown together. */
  private static final int MOST = 64;

  private final Consumer<TextCue> target;
  private final Deque<TextCue> waiting = new ArrayDeque<>();

  /** Makes a joiner that passes the cues on to the target. */
  public CueJoiner(Consumer<TextCue> target) {
    this.target = target;
  }

  /**
   * Adds the cues of a sample or document.
   *
   * @param from no cue of this call or a later one begins earlier
   * @param cues in any order
   */
  public void add(long from, Stream<TextCue> cues) {
    passUntil(from);
    cues.filter(TextCue::isShown)
        .sorted((one, other) -> Long.compare(one.from(), other.from()))
        .forEachOrdered(this::add);
  }

  private void add(TextCue cue) {
    for (TextCue earlier : waiting) {
      boolean isSame =
          earlier.text().equals(cue.text()) && earlier.settings().equals(cue.settings());
      if (isSame
          && cue.from() <= later(earlier.to(), TOLERANCE)
          && cue.from() >= earlier.from() - TOLERANCE) {
        replace(earlier, earlier.to() >= cue.to() ? earlier : ending(earlier, cue.to()));
        return;
      }
    }
    if (waiting.size() == MOST) {
      passFirst();
    }
    waiting.add(cue);
  }

  private void replace(TextCue old, TextCue joined) {
    for (int i = waiting.size(); i > 0; i--) {
      TextCue each = waiting.remove();
      waiting.add(each == old ? joined : each);
    }
  }

  private static TextCue ending(TextCue cue, long to) {
    return new TextCue(cue.from(), to, cue.settings(), cue.text());
  }

  private void passUntil(long from) {
    while (!waiting.isEmpty() && later(waiting.element().to(), TOLERANCE) < from) {
      passFirst();
    }
  }

  /** Passes on what is left. */
  public void finish() {
    while (!waiting.isEmpty()) {
      passFirst();
    }
  }

  private void passFirst() {
    TextCue first = waiting.remove();
    while (!waiting.isEmpty() && isAtOnce(first, waiting.element())) {
      TextCue next = waiting.remove();
      first =
          new TextCue(
              first.from(), first.to(), first.settings(), first.text() + "\n" + next.text());
    }
    target.accept(first);
  }

  private static boolean isAtOnce(TextCue one, TextCue other) {
    return one.from() == other.from()
        && one.to() == other.to()
        && one.settings().equals(other.settings());
  }

  private static long later(long time, long by) {
    return time > TextCue.OPEN - by ? TextCue.OPEN : time + by;
  }
}
