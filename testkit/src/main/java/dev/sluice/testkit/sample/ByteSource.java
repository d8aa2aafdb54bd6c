package dev.sluice.testkit.sample;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes of a known number that can be read anywhere. Thread-safe. */
public interface ByteSource {
  long size();

  /**
   * Puts bytes from {@code position} on into the buffer, at least one, as many as fit or are left.
   *
   * @param position below {@link #size()}
   */
  void read(long position, ByteBuffer into) throws IOException;

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

  /** A file that stays as it is; it is opened for each read. */
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

  /** As many bytes as asked for, each a function of its position, held nowhere. */
  static PatternSource pattern(long size) {
    return new PatternSource(size, 1);
  }

  /** As {@link #pattern(long)}; another seed gives other bytes. */
  static PatternSource pattern(long size, long seed) {
    return new PatternSource(size, seed);
  }
}
