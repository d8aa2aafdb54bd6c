package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The parts that an input left out, because its origin lacks them. Not thread-safe. */
final class MissingSegments {
  /** More gaps are only counted. */
  private static final int MOST = 20;

  /** Failures of a single segment; the others would also fail the segments after it. */
  private static final Set<FailureCode> OF_SEGMENT =
      EnumSet.of(
          FailureCode.SOURCE_FORBIDDEN,
          FailureCode.SOURCE_NOT_FOUND,
          FailureCode.SOURCE_GONE,
          FailureCode.SOURCE_BROKEN,
          FailureCode.SOURCE_CUT,
          FailureCode.SOURCE_STALLED,
          FailureCode.SOURCE_EMPTY,
          FailureCode.MEDIA_DAMAGED);

  private record Gap(double from, double to, SluiceException why) {}

  private final List<Gap> gaps = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private int others;

  /** Returns whether the part that failed so may be left out if the request allows it. */
  static boolean mayLeaveOut(SluiceException why) {
    return OF_SEGMENT.contains(why.code());
  }

  /**
   * Adds a part behind all others. A part that follows the one before without a gap extends it.
   *
   * @param from the time since the beginning of the input
   */
  void add(Duration from, Duration length, SluiceException why) {
    double start = seconds(from);
    double end = seconds(from.plus(length));
    int last = gaps.size() - 1;
    if (last >= 0 && others == 0 && start - gaps.get(last).to() < 1e-3) {
      gaps.set(last, new Gap(gaps.get(last).from(), end, gaps.get(last).why()));
    } else if (gaps.size() < MOST) {
      gaps.add(new Gap(start, end, why));
    } else {
      others++;
    }
  }

  /** Adds a sentence that is no part's. */
  void add(String remark) {
    remarks.add(remark);
  }

  /** Returns why the first part was left out; empty if none was. */
  Optional<SluiceException> first() {
    return gaps.stream().map(Gap::why).findFirst();
  }

  /** Returns a sentence for each gap, and the remarks. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Gap gap : gaps) {
      sentences.add(
          String.format(
              Locale.ROOT,
              "The source lacks what it promises from %.1f s to %.1f s: %s",
              gap.from(),
              gap.to(),
              gap.why().getMessage()));
    }
    if (others > 0) {
      sentences.add("The source lacks " + others + " more parts");
    }
    sentences.addAll(remarks);
    return sentences;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }
}
