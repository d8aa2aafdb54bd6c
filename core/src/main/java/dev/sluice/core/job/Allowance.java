package dev.sluice.core.job;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What the operator allows an owner. What is absent has no limit.
 *
 * @param storageBytes of all files that its jobs store, whether deleted later or not
 * @param fileBytes of one file
 * @param duration of one file's media
 * @param shorterSide of the picture as a player shows it, in pixels
 */
public record Allowance(
    Optional<Long> storageBytes,
    Optional<Long> fileBytes,
    Optional<Duration> duration,
    Optional<Integer> shorterSide) {
  /** Everything. */
  public static final Allowance UNLIMITED =
      new Allowance(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public Allowance {
    require(storageBytes.orElse(1L), "storage");
    require(fileBytes.orElse(1L), "file");
    require(duration.map(Duration::toMillis).orElse(1L), "duration");
    require(shorterSide.orElse(1), "resolution");
    // Stores keep milliseconds.
    duration = duration.map(length -> Duration.ofMillis(length.toMillis()));
    Objects.requireNonNull(shorterSide);
  }

  private static void require(long limit, String what) {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit is more than zero: %s %d".formatted(what, limit));
    }
  }

  public Allowance withStorage(Optional<Long> bytes) {
    return new Allowance(bytes, fileBytes, duration, shorterSide);
  }

  public Allowance withFile(Optional<Long> bytes) {
    return new Allowance(storageBytes, bytes, duration, shorterSide);
  }

  public Allowance withDuration(Optional<Duration> longest) {
    return new Allowance(storageBytes, fileBytes, longest, shorterSide);
  }

  public Allowance withShorterSide(Optional<Integer> pixels) {
    return new Allowance(storageBytes, fileBytes, duration, pixels);
  }
}
