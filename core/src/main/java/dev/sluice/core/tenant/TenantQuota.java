package dev.sluice.core.tenant;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The limits that the operator sets for a tenant. An absent value means no limit; a present one is
 * more than zero. Immutable: made of {@link #UNLIMITED} by the {@code with} methods, each of which
 * returns a new quota.
 */
public final class TenantQuota {
  /** A quota without limits. */
  public static final TenantQuota UNLIMITED =
      new TenantQuota(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private final Optional<Long> storageBytes;
  private final Optional<Long> fileBytes;
  private final Optional<Duration> duration;
  private final Optional<Integer> shorterSide;

  private TenantQuota(
      Optional<Long> storageBytes,
      Optional<Long> fileBytes,
      Optional<Duration> duration,
      Optional<Integer> shorterSide) {
    require(storageBytes.orElse(1L), "storage");
    require(fileBytes.orElse(1L), "file");
    require(duration.map(Duration::toMillis).orElse(1L), "duration");
    require(shorterSide.orElse(1), "resolution");
    this.storageBytes = storageBytes;
    this.fileBytes = fileBytes;
    // Stores have a precision of milliseconds.
    this.duration = duration.map(length -> Duration.ofMillis(length.toMillis()));
    this.shorterSide = shorterSide;
  }

  /** Returns the bytes of all files that the tenant's jobs store, including deleted ones. */
  public Optional<Long> storageBytes() {
    return storageBytes;
  }

  /** Returns the bytes of one file. */
  public Optional<Long> fileBytes() {
    return fileBytes;
  }

  /** Returns the duration of one file's media, to the millisecond. */
  public Optional<Duration> duration() {
    return duration;
  }

  /** Returns the shorter side of the video as a player shows it, in pixels. */
  public Optional<Integer> shorterSide() {
    return shorterSide;
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

  @Override
  public boolean equals(Object other) {
    return other instanceof TenantQuota that && all().equals(that.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return "TenantQuota" + all();
  }

  private List<Object> all() {
    return List.of(storageBytes, fileBytes, duration, shorterSide);
  }
}
