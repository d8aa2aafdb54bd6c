package dev.sluice.media.web.input;

import dev.sluice.media.web.origin.FetchScope;

/** A part of the file in memory, filled from its front. */
final class Chunk {
  final int index;
  final byte[] bytes;
  final int length;
  final FetchScope scope;

  /** How many bytes have arrived; written by the loading thread only. */
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
