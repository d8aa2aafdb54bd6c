package dev.sluice.storage.s3;

/** The header by which a store recognises a body that was changed on the way. */
public enum Checksums {
  /** CRC32C; a store that rejects it by name gets {@link #MD5} from then on. */
  CRC32C,

  /** {@code Content-MD5}, which every store knows. */
  MD5,

  /** None, for a store that rejects both. Without TLS, the signature still covers the body. */
  NONE
}
