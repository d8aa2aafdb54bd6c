package dev.sluice.core.port.media;

/** A still picture as it is in its file. Immutable. */
public final class Picture {
  private final byte[] bytes;

  public Picture(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** In bytes. */
  public int size() {
    return bytes.length;
  }
}
