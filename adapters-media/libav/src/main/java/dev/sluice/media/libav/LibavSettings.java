package dev.sluice.media.libav;

import dev.sluice.media.libav.base.DecoderLimits;
import dev.sluice.media.libav.io.Spool;
import dev.sluice.media.libav.io.SpoolFolder;
import java.nio.file.Path;

/** The settings of a {@link LibavTranscoder}. Immutable: each setter returns a changed copy. */
public final class LibavSettings {
  /** A little above 8K. */
  private static final long DEFAULT_MAX_PIXELS = 8_192L * 4_608;

  private static final LibavSettings STANDARD =
      new LibavSettings(new DecoderLimits(0, DEFAULT_MAX_PIXELS), SpoolFolder.none());

  private final DecoderLimits limits;
  private final Spool spool;

  private LibavSettings(DecoderLimits limits, Spool spool) {
    this.limits = limits;
    this.spool = spool;
  }

  /**
   * Returns the defaults: threads chosen by libav, pictures up to a little above 8K, no spooling.
   */
  public static LibavSettings standard() {
    return STANDARD;
  }

  /**
   * Sets the threads of each decoder and encoder.
   *
   * @param threads 0 lets libav choose by the number of cores, which is the default
   * @throws IllegalArgumentException if it is negative
   */
  public LibavSettings threads(int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must be at least 0, but is " + threads);
    }
    return new LibavSettings(new DecoderLimits(threads, limits.maxPixels()), spool);
  }

  /**
   * Sets the largest picture that is decoded, in pixels. A source with a larger one is rejected.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public LibavSettings maxPixels(long maxPixels) {
    if (maxPixels < 1) {
      throw new IllegalArgumentException("maxPixels must be at least 1, but is " + maxPixels);
    }
    return new LibavSettings(new DecoderLimits(limits.threads(), maxPixels), spool);
  }

  /**
   * Sets the folder for copies of inputs that must seek but cannot: an mp4 or mov with its index at
   * the end, from a server without range requests. Without a folder such a source is rejected,
   * which is the default. A copy never outlives its job.
   *
   * @param folder an existing folder
   * @param maxBytes the largest copy; a larger source is rejected
   */
  public LibavSettings spoolTo(Path folder, long maxBytes) {
    return new LibavSettings(limits, SpoolFolder.in(folder, maxBytes));
  }

  /** Returns settings that spool in another way: a child process asks its parent to. */
  LibavSettings spoolBy(Spool other) {
    return new LibavSettings(limits, other);
  }

  DecoderLimits limits() {
    return limits;
  }

  Spool spool() {
    return spool;
  }
}
