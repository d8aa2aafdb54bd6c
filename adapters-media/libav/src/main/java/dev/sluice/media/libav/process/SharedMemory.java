package dev.sluice.media.libav.process;

import dev.sluice.media.libav.io.AvioStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Memory that a child shares with its parent, for the bytes of inputs and results: the streams
 * between them would copy each byte four times more. One part holds the bytes of the inputs that
 * the child reads, the others bytes of the result, in turn: libav reads and writes them there.
 * Neither side believes what it finds there: the other may change it at any time.
 */
final class SharedMemory {
  /** The bytes of inputs, which have equal shares: each question wakes up both processes. */
  static final int INPUT = AvioStream.LARGEST;

  /** In place of an offset: the bytes pass through the stream. */
  static final int NOWHERE = -1;

  /** The most bytes of a write. */
  static final int RESULT = 1 << 20;

  /** How many writes of the child can be on their way. */
  static final int WRITES = 2;

  private static final int SIZE = INPUT + WRITES * RESULT;

  private static final int ZEROS = 64 << 10;

  /** Where Linux keeps files in memory. */
  static final Path FOLDER = Path.of("/dev/shm");

  static final String PREFIX = "sluice-child-";

  /** Longer than any start of a child, which removes the name. */
  private static final Duration ABANDONED = Duration.ofMinutes(2);

  private final MappedByteBuffer memory;

  private SharedMemory(MappedByteBuffer memory) {
    this.memory = memory;
  }

  /**
   * Makes a file in memory that only this user can open; empty if the system has none. Deletes the
   * files of processes that were killed before their child had opened its file.
   *
   * @return the file, which must be deleted once both processes have opened it
   */
  static Optional<Path> create() {
    if (!Files.isDirectory(FOLDER) || !Files.isWritable(FOLDER)) {
      return Optional.empty();
    }
    Path file = null;
    try {
      file = Files.createTempFile(FOLDER, PREFIX, null);
      fill(file);
      deleteAbandoned(Files.getLastModifiedTime(file));
      return Optional.of(file);
    } catch (IOException e) {
      delete(file);
      return Optional.empty();
    }
  }

  // A file with holes would have room on a full file system, until a process that uses it dies.
  private static void fill(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
      while (channel.position() < SIZE) {
        channel.write(zeros.clear());
      }
    }
  }

  private static void deleteAbandoned(FileTime now) throws IOException {
    Instant before = now.toInstant().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, PREFIX + "*")) {
      for (Path file : files) {
        if (lastModified(file).isBefore(before)) {
          delete(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static Instant lastModified(Path file) {
    try {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
    } catch (IOException e) {
      // Another process has just deleted its own.
      return Instant.MAX;
    }
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It stays; the file of another user does so, too.
    }
  }

  static SharedMemory open(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new SharedMemory(channel.map(MapMode.READ_WRITE, 0, SIZE));
    }
  }

  /** Returns some of the part for the bytes of the inputs. */
  ByteBuffer input(int from, int length) {
    return memory.slice(from, length);
  }

  /**
   * Returns a part for bytes of the result.
   *
   * @param number 0 to {@link #WRITES} − 1
   */
  ByteBuffer result(int number) {
    return memory.slice(INPUT + number * RESULT, RESULT);
  }
}
