package dev.sluice.media.libav.plan;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.RequestField;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The part of the source that becomes the result, in microseconds of the source's clock, which
 * begins at zero.
 *
 * @param from the start, zero or more
 * @param until the end, exclusive; {@link Long#MAX_VALUE} for the end of the source
 */
public record ClipWindow(long from, long until) {
  /** The whole source. */
  public static final ClipWindow ALL = new ClipWindow(0, Long.MAX_VALUE);

  /** The precision of times: two times that are closer than this are the same. */
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

  /**
   * Returns the length in microseconds; {@link Long#MAX_VALUE} if it extends to the end of the
   * source.
   */
  public long length() {
    return cutsEnd() ? until - from : Long.MAX_VALUE;
  }

  /** Returns a window with the same end and another start. */
  public ClipWindow beginningAt(long moment) {
    return new ClipWindow(moment, until);
  }

  /**
   * Returns the duration of the result.
   *
   * @param source the duration of the source; zero if it is unknown
   * @return zero if it is unknown
   */
  public Duration length(Duration source) {
    long end = source.isZero() ? until : Math.min(until, micros(source));
    return end == Long.MAX_VALUE
        ? Duration.ZERO
        : Duration.ofNanos(1_000 * Math.max(0, end - from));
  }

  /** Returns the chapters that overlap the window, trimmed to it, on the result's clock. */
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
   * Checks that the source reaches the start of the window.
   *
   * @param source the duration of the source
   * @throws SluiceException CLIP_BEYOND_END if the window begins at or after the end of the source
   */
  public void checkWithin(Duration source) {
    if (cutsStart() && from >= micros(source)) {
      throw beyond(source);
    }
  }

  /**
   * Returns the failure of a window that begins at or after the end of a source of this duration.
   */
  public SluiceException beyond(Duration source) {
    return new SluiceException(
        FailureCode.CLIP_BEYOND_END,
        "%s is %s, but the source lasts only %s; ask for an earlier one"
            .formatted(
                RequestField.CLIP_START.option(),
                new Clip.Timecode(Duration.ofNanos(1_000 * from)),
                new Clip.Timecode(source)));
  }
}
