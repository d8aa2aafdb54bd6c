package dev.sluice.media.web.manifest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A list of texts that are much alike, in little memory: of each text only the part is stored that
 * differs from the text before it. Texts are added by one thread; afterwards it is thread-safe.
 */
public final class PackedTexts {
  /** How many texts build on each other: reading one decodes half as many on average. */
  private static final int BLOCK = 16;

  /** Each number has at most five bytes. */
  private static final int MAX_HEADER = 15;

  private final byte[] reference;
  private byte[] packed = new byte[64];
  private int length;

  /** Where each block begins. */
  private int[] blocks = new int[1];

  private int size;
  private byte @Nullable [] last;

  /**
   * Creates an empty list.
   *
   * @param reference a text that the others may resemble, perhaps empty
   */
  public PackedTexts(String reference) {
    this.reference = reference.getBytes(StandardCharsets.UTF_8);
  }

  public int size() {
    return size;
  }

  /** Returns how many bytes the texts take. */
  public int bytes() {
    return length;
  }

  /** Adds a text behind the others. */
  public void add(String text) {
    byte[] next = text.getBytes(StandardCharsets.UTF_8);
    byte[] before = last;
    if (before == null || size % BLOCK == 0) {
      before = reference;
      int block = size / BLOCK;
      if (block == blocks.length) {
        blocks = Arrays.copyOf(blocks, 2 * block);
      }
      blocks[block] = length;
    }
    int shortest = Math.min(before.length, next.length);
    int mismatch = Arrays.mismatch(before, next);
    int front = mismatch < 0 ? shortest : mismatch;
    int back = 0;
    while (back < shortest - front
        && before[before.length - 1 - back] == next[next.length - 1 - back]) {
      back++;
    }
    int middle = next.length - front - back;
    if (packed.length - length < MAX_HEADER + middle) {
      packed = Arrays.copyOf(packed, Math.max(2 * length, length + MAX_HEADER + middle));
    }
    putNumber(front);
    putNumber(back);
    putNumber(middle);
    System.arraycopy(next, front, packed, length, middle);
    length += middle;
    last = next;
    size++;
  }

  /** Frees what only adding needs; nothing is added after this call. */
  public void trim() {
    packed = Arrays.copyOf(packed, length);
    blocks = Arrays.copyOf(blocks, (size + BLOCK - 1) / BLOCK);
    last = null;
  }

  /** Returns a text. */
  public String get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    ByteBuffer from =
        ByteBuffer.wrap(packed, blocks[index / BLOCK], length - blocks[index / BLOCK]);
    byte[] text = reference;
    for (int i = index - index % BLOCK; i <= index; i++) {
      int front = number(from);
      int back = number(from);
      int middle = number(from);
      byte[] next = new byte[front + middle + back];
      System.arraycopy(text, 0, next, 0, front);
      from.get(next, front, middle);
      System.arraycopy(text, text.length - back, next, front + middle, back);
      text = next;
    }
    return new String(text, StandardCharsets.UTF_8);
  }

  private void putNumber(int number) {
    int rest = number;
    while (rest >= 0x80) {
      packed[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    packed[length++] = (byte) rest;
  }

  private static int number(ByteBuffer from) {
    int number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = from.get();
      number |= (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }
}
