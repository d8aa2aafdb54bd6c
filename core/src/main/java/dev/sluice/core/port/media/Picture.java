package dev.sluice.core.port.media;

/** A still picture, as the bytes of its file. Immutable. */
public final class Picture {
  private final byte[] bytes;

  public Picture(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** Returns a copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns the size in bytes. */
  public int size() {
    return bytes.length;
  }
}
