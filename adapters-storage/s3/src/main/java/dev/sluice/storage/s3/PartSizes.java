package dev.sluice.storage.s3;

/**
 * The size of the next part. Pure.
 *
 * <p>S3 allows 10,000 parts of one object, and the length of the object is unknown. So parts are
 * small at first and grow: their size doubles after every {@value #PARTS_OF_A_SIZE} parts' worth of
 * bytes. Ten thousand such parts hold more than the 5 TiB that S3 allows.
 */
final class PartSizes {
  /** The size of the first parts, in bytes. S3 requires at least 5 MiB except for the last part. */
  static final int SMALLEST = 8 << 20;

  /** The largest size, in bytes. One array can hold it. */
  static final int LARGEST = 1 << 30;

  private static final int PARTS_OF_A_SIZE = 1_250;

  private PartSizes() {}

  /**
   * Returns the size of the part that begins here.
   *
   * @param position in bytes from the start of the object
   */
  static int at(long position) {
    int size = SMALLEST;
    while (size < LARGEST && (long) size * PARTS_OF_A_SIZE <= position) {
      size *= 2;
    }
    return size;
  }
}
