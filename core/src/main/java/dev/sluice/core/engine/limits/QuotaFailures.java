package dev.sluice.core.engine.limits;

import dev.sluice.core.engine.common.Durations;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.core.tenant.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The limits of a quota that a file exceeds, as failures with a sentence. Pure. */
public final class QuotaFailures {
  /** The rounding of durations in containers and players, which never makes a file too long. */
  private static final Duration ROUNDING = Duration.ofSeconds(1);

  private QuotaFailures() {}

  /**
   * Returns a failure for each limit that the planned file exceeds.
   *
   * @param bytes the estimated size of the file
   */
  public static List<SluiceException> of(
      Transcoder.Plan plan, OutputSpec output, OptionalLong bytes, TenantQuota quota, Usage usage) {
    List<SluiceException> failures = new ArrayList<>();
    plan.source()
        .duration()
        .map(source -> durationOfResult(source, output))
        .filter(length -> isTooLong(length, quota))
        .ifPresent(length -> failures.add(tooLong(length, quota.duration().orElseThrow())));
    Optional<Integer> side = plan.shorterSide();
    quota
        .shorterSide()
        .filter(most -> side.isPresent() && side.get() > most)
        .ifPresent(most -> failures.add(tooLarge(side.get(), most)));
    quota
        .fileBytes()
        .filter(most -> bytes.orElse(0) > most)
        .ifPresent(most -> failures.add(fileTooLarge("would have about", bytes.getAsLong(), most)));
    quota
        .storageBytes()
        .filter(limit -> usage.effectiveBytes() + Math.max(1, bytes.orElse(0)) > limit)
        .ifPresent(limit -> failures.add(QuotaCheck.exceeded(usage, limit)));
    return failures;
  }

  static boolean isTooLong(Duration length, TenantQuota quota) {
    return quota.duration().filter(most -> length.compareTo(most.plus(ROUNDING)) > 0).isPresent();
  }

  /** Returns the duration of the result of a source that lasts this long. */
  public static Duration durationOfResult(Duration source, OutputSpec output) {
    Optional<Clip> clip = output.clip();
    Duration end = clip.flatMap(Clip::end).filter(to -> to.compareTo(source) < 0).orElse(source);
    return end.minus(clip.map(Clip::start).orElse(Duration.ZERO));
  }

  static SluiceException tooLong(Duration length, Duration most) {
    return new SluiceException(
        FailureCode.MEDIA_TOO_LONG,
        "The media is at least %s long and %s are allowed; ask for a clip of it"
            .formatted(Durations.inWords(length), Durations.inWords(most)));
  }

  static SluiceException tooLarge(int side, int most) {
    return new SluiceException(
        FailureCode.PICTURE_TOO_LARGE,
        String.format(
            Locale.ROOT,
            "The picture would be %dp and %dp are allowed; ask for an encoded picture"
                + " (a video codec other than copy) with a maximum resolution of no more",
            side,
            most));
  }

  static SluiceException fileTooLarge(String has, long bytes, long most) {
    return new SluiceException(
        FailureCode.FILE_TOO_LARGE,
        String.format(Locale.ROOT, "The file %s %,d bytes and %,d are allowed", has, bytes, most));
  }
}
