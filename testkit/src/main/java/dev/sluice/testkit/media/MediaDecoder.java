package dev.sluice.testkit.media;

/** Decodes a file for the assertions of this package. */
@FunctionalInterface
public interface MediaDecoder {
  /**
   * Decodes the first video and the first audio stream completely.
   *
   * @throws RuntimeException if the file cannot be read to its end
   */
  DecodedMedia decode(byte[] file);
}
