package dev.sluice.storage.s3;

/** The checksum that protects the bytes of a request. */
enum Checksums {
  /** CRC32C in a header of its own, which newer stores check. The fastest. */
  CRC32C,
  /** The header {@code Content-MD5}, which every store knows. */
  MD5
}
