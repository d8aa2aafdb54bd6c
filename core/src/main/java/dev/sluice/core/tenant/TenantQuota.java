package dev.sluice.core.tenant;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The limits that the operator sets for a tenant. An absent value means no limit; a present one is
 * more than zero.
 *
 * @param storageBytes the bytes of all files that the tenant's jobs store, including deleted ones
 * @param fileBytes the bytes of one file
 * @param duration the duration of one file's media, to the millisecond
 * @param shorterSide the shorter side of the video as a player shows it, in pixels
 */
public record TenantQuota(
    Optional<Long> storageBytes,
    Optional<Long> fileBytes,
    Optional<Duration> duration,
    Optional<Integer> shorterSide) {
  /** A quota without limits. */
  public static final TenantQuota UNLIMITED =
      new TenantQuota(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  public TenantQuota {
    require(storageBytes.orElse(1L), "storage");
    require(fileBytes.orElse(1L), "file");
    require(duration.map(Duration::toMillis).orElse(1L), "duration");
    require(shorterSide.orElse(1), "resolution");
    // Stores have a precision of milliseconds.
    duration = duration.map(length -> Duration.ofMillis(length.toMillis()));
    Objects.requireNonNull(shorterSide);
  }

  private static void require(long limit, String what) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a limit must be more than zero: %s %d", what, limit));
    }
  }

  /** Returns a copy with this limit for all files, in bytes. */
  public TenantQuota withStorage(Optional<Long> bytes) {
    return new TenantQuota(bytes, fileBytes, duration, shorterSide);
  }

  /** Returns a copy with this limit for one file, in bytes. */
  public TenantQuota withFile(Optional<Long> bytes) {
    return new TenantQuota(storageBytes, bytes, duration, shorterSide);
  }

  /** Returns a copy with this limit for the duration of one file. */
  public TenantQuota withDuration(Optional<Duration> longest) {
    return new TenantQuota(storageBytes, fileBytes, longest, shorterSide);
  }

  /** Returns a copy with this limit for the resolution, in pixels. */
  public TenantQuota withShorterSide(Optional<Integer> pixels) {
    return new TenantQuota(storageBytes, fileBytes, duration, pixels);
  }
}
