package dev.sluice.storage.s3;

/**
 * How large the next part is. Pure.
 *
 * <p>S3 takes 10,000 parts of one object, and nobody knows how long the object will be. So parts
 * are small at first and double with the upload: after {@value #PARTS_OF_A_SIZE} parts' worth of
 * bytes they no longer suit. Ten thousand of them hold more than the 5 TiB that S3 takes.
 */
final class PartSizes {
  /** The first parts, in bytes; S3 takes no less than 5 MiB except for the last part. */
  static final int SMALLEST = 8 << 20;

  /** One array can hold it, in bytes. */
  static final int LARGEST = 1 << 30;

  private static final int PARTS_OF_A_SIZE = 1_250;

  private PartSizes() {}

  /**
   * @param position where the part begins in the object, in bytes
   */
  static int at(long position) {
    int size = SMALLEST;
    while (size < LARGEST && (long) size * PARTS_OF_A_SIZE <= position) {
      size *= 2;
    }
    return size;
  }
}
