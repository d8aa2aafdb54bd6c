package dev.sluice.testkit.sample;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes of a known size with random access. Thread-safe. */
public interface ByteSource {
  /** Returns the number of bytes. */
  long size();

  /**
   * Reads bytes from {@code position} into the buffer: at least one, as many as fit or remain.
   *
   * @param position below {@link #size()}
   */
  void read(long position, ByteBuffer into) throws IOException;

  /** A source of these bytes, which are not copied. */
  static ByteSource of(byte[] bytes) {
    return new ByteSource() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public void read(long position, ByteBuffer into) {
        int from = (int) position;
        into.put(bytes, from, Math.min(into.remaining(), bytes.length - from));
      }
    };
  }

  /** A source of a file that does not change; it is opened for each read. */
  static ByteSource of(Path file) {
    long size;
    try {
      size = Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ByteSource() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public void read(long position, ByteBuffer into) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
          if (channel.read(into, position) < 1) {
            throw new EOFException("the file became shorter");
          }
        }
      }
    };
  }

  /** A source of this many bytes, each computed from its position. */
  static PatternSource pattern(long size) {
    return new PatternSource(size, 1);
  }

  /** A source as {@link #pattern(long)} makes it; another seed gives other bytes. */
  static PatternSource pattern(long size, long seed) {
    return new PatternSource(size, seed);
  }
}
