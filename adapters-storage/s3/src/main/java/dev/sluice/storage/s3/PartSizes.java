package dev.sluice.storage.s3;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Chooses the size of an object's parts. All parts of an object but the last have one size, since
 * Cloudflare R2 accepts no others. Immutable.
 *
 * <p>All sizes are multiples of {@link ChunkPool#CHUNK}.
 *
 * @param smallest the size for objects of ordinary length, in bytes; S3 requires at least 5 MiB
 * @param unknown the size for objects of unknown length
 * @param largest the largest size, which bounds the memory of an upload
 * @param count how many parts an object may have
 */
record PartSizes(int smallest, int unknown, int largest, int count) {
  /** S3 and all that are like it allow 10,000 parts. */
  static final PartSizes USUAL = new PartSizes(8 << 20, 16 << 20, 64 << 20, 10_000);

  /**
   * Returns the size of the parts.
   *
   * @param expected about how many bytes the object will have
   * @param memory what the job may take yet: three parts fit into it, unless they are the smallest
   * @throws SluiceException FILE_TOO_LARGE if parts of the largest size do not hold them
   */
  int of(OptionalLong expected, long memory) {
    long third = memory / 3 / ChunkPool.CHUNK * ChunkPool.CHUNK;
    int most = (int) Math.max(smallest, Math.min(largest, third));
    if (expected.isEmpty()) {
      return Math.min(unknown, most);
    }
    long bytes = expected.getAsLong();
    if (bytes > capacity(most)) {
      throw new SluiceException(
          FailureCode.FILE_TOO_LARGE,
          "The file would have about %s; an S3 storage takes at most %s%s. Ask for less quality or a clip"
              .formatted(
                  inGib(bytes),
                  inGib(capacity(most)),
                  most < largest ? " with this heap; the operator may raise it (-Xmx)" : ""));
    }
    // Twice as much as expected, since it is an estimate.
    long chunks = bytes / count * 2 / ChunkPool.CHUNK + 1;
    return (int) Math.min(Math.max(smallest, chunks * ChunkPool.CHUNK), most);
  }

  /** Returns how many bytes an object of such parts may have. */
  long capacity(int size) {
    return (long) size * count;
  }

  /**
   * Returns how many bytes may be in transit. Beside them, an upload holds the part that is filled,
   * and the first part, which is held back for the head.
   */
  long mostInTransit(int size) {
    return Math.max(3L * smallest, size);
  }

  /** Returns the failure of an object that needs more parts than are allowed. */
  SluiceException exceeded(int size) {
    return new SluiceException(
        FailureCode.FILE_TOO_LARGE,
        "The file is larger than expected: an S3 storage takes "
            + count
            + " parts, and those of this file are full at "
            + inGib(capacity(size))
            + ". Ask for less quality or a clip");
  }

  private static String inGib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
