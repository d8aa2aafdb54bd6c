package dev.sluice.media.libav;

import dev.sluice.media.libav.io.SpoolFolder;

/**
 * The settings of a {@link LibavTranscoder}.
 *
 * @param threads the threads of each decoder and encoder; 0 lets libav choose by the number of
 *     cores
 * @param maxPixels the largest picture that is decoded; a source with a larger one is rejected
 * @param spool where an input is put that cannot seek but must
 */
public record LibavSettings(int threads, long maxPixels, SpoolFolder spool) {
  /** A little above 8K. */
  public static final long DEFAULT_MAX_PIXELS = 8_192L * 4_608;

  public LibavSettings {
    if (threads < 0 || maxPixels < 1) {
      throw new IllegalArgumentException("threads from 0, pixels from 1");
    }
  }

  /**
   * Returns the defaults: threads chosen by libav, pictures up to a little above 8K, no spooling.
   */
  public static LibavSettings standard() {
    return new LibavSettings(0, DEFAULT_MAX_PIXELS, SpoolFolder.none());
  }
}
