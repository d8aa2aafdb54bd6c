package dev.sluice.media.libav.plan;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Timecode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The stretch of the source that the result is made of, in microseconds of the source's clock,
 * which begins at zero.
 *
 * @param from zero or more
 * @param until exclusive; {@link Long#MAX_VALUE} for the source's end
 */
public record ClipWindow(long from, long until) {
  /** The whole source. */
  public static final ClipWindow ALL = new ClipWindow(0, Long.MAX_VALUE);

  /** How exactly moments are given: what is closer than this is at the same moment. */
  public static final long EXACT = 1_000;

  public static ClipWindow of(Optional<Clip> clip) {
    return clip.map(
            stretch ->
                new ClipWindow(
                    micros(stretch.start()),
                    stretch.end().map(ClipWindow::micros).orElse(Long.MAX_VALUE)))
        .orElse(ALL);
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  public boolean cutsStart() {
    return from > 0;
  }

  public boolean cutsEnd() {
    return until != Long.MAX_VALUE;
  }

  /** In microseconds; {@link Long#MAX_VALUE} when only the source's end ends it. */
  public long length() {
    return cutsEnd() ? until - from : Long.MAX_VALUE;
  }

  /** The same end, another beginning. */
  public ClipWindow beginningAt(long moment) {
    return new ClipWindow(moment, until);
  }

  /**
   * How long the result will be.
   *
   * @param source how long that is; zero where it is unknown
   * @return zero where it cannot be told
   */
  public Duration length(Duration source) {
    long end = source.isZero() ? until : Math.min(until, micros(source));
    return end == Long.MAX_VALUE
        ? Duration.ZERO
        : Duration.ofNanos(1_000 * Math.max(0, end - from));
  }

  /** The chapters that lie in it, as far as they do, on the result's clock. */
  public List<Chapter> cut(List<Chapter> chapters) {
    if (equals(ALL)) {
      return chapters;
    }
    return chapters.stream()
        .filter(chapter -> micros(chapter.to()) > from && micros(chapter.from()) < until)
        .map(chapter -> new Chapter(moved(chapter.from()), moved(chapter.to()), chapter.title()))
        .toList();
  }

  private Duration moved(Duration moment) {
    long within = Math.max(from, Math.min(until, micros(moment)));
    return Duration.ofNanos(1_000 * (within - from));
  }

  /**
   * @param source how long it lasts
   * @throws SluiceException CLIP_BEYOND_END if the stretch begins where nothing is left
   */
  public void checkWithin(Duration source) {
    if (cutsStart() && from >= micros(source)) {
      throw beyond(source);
    }
  }

  /** The failure of a stretch that holds nothing of a source of this length. */
  public SluiceException beyond(Duration source) {
    return new SluiceException(
        FailureCode.CLIP_BEYOND_END,
        "clip_start is %s, but the source lasts only %s; ask for an earlier one"
            .formatted(new Timecode(Duration.ofNanos(1_000 * from)), new Timecode(source)));
  }
}
