package dev.sluice.media.web.input;

import dev.sluice.media.web.origin.FetchScope;

/** A stretch of the file in memory, filled from its front. */
final class Chunk {
  final int index;
  final byte[] bytes;
  final int length;
  final FetchScope scope;

  /** How many bytes are there; written by the loader alone. */
  volatile int filled;

  Chunk(int index, byte[] bytes, int length, FetchScope scope) {
    this.index = index;
    this.bytes = bytes;
    this.length = length;
    this.scope = scope;
  }

  boolean complete() {
    return filled == length;
  }
}
