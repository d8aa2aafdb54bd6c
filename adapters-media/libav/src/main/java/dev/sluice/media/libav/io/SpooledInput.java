package dev.sluice.media.libav.io;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A copy, in a file, of an input that cannot seek. The file is deleted when it is closed; on Unix
 * it has no name from the moment it is open, so nothing is left behind even if the process dies.
 */
final class SpooledInput implements Spool.Copy {
  private static final int BUFFER = 1 << 20;

  private final MediaInput origin;
  private final FileChannel file;
  private final long size;

  private SpooledInput(MediaInput origin, FileChannel file, long size) {
    this.origin = origin;
    this.file = file;
    this.size = size;
  }

  /**
   * Copies the whole input.
   *
   * @param head the bytes that were already read from it
   * @throws SluiceException SOURCE_REFUSED without a spool folder, SOURCE_TOO_LARGE beyond its
   *     limit, and whatever reading throws
   */
  static SpooledInput of(MediaInput input, byte[] head, SpoolFolder folder, StageMonitor monitor) {
    Path where =
        folder
            .path()
            .orElseThrow(
                () ->
                    new SluiceException(
                        FailureCode.SOURCE_REFUSED,
                        "The source has its index at the end and its server does not support range"
                            + " requests; serve it with ranges, or with its index in front"
                            + " (faststart)"));
    input.size().ifPresent(size -> checkLimit(size, folder));
    try {
      Path path = Files.createTempFile(where, ".sluice-spool-", null);
      FileChannel file = null;
      try {
        file =
            FileChannel.open(
                path,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        return new SpooledInput(input, file, fill(file, input, head, folder, monitor));
      } catch (Throwable failure) {
        if (file != null) {
          file.close();
        }
        Files.deleteIfExists(path);
        throw failure;
      }
    } catch (IOException failure) {
      throw unwritable(failure);
    }
  }

  private static long fill(
      FileChannel file, MediaInput input, byte[] head, SpoolFolder folder, StageMonitor monitor)
      throws IOException {
    write(file, ByteBuffer.wrap(head));
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    long position = head.length;
    while (true) {
      monitor.check();
      buffer.clear();
      int count = input.read(position, buffer);
      if (count < 0) {
        return position;
      }
      position += count;
      checkLimit(position, folder);
      write(file, buffer.flip());
    }
  }

  private static void checkLimit(long size, SpoolFolder folder) {
    if (size > folder.limit()) {
      throw new SluiceException(
          FailureCode.SOURCE_TOO_LARGE,
          String.format(
              Locale.ROOT,
              "The source has its index at the end and its server does not support range requests,"
                  + " so it must be spooled to a file first, but it is larger than the limit of %,d"
                  + " bytes",
              folder.limit()));
    }
  }

  private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private static SluiceException unwritable(IOException failure) {
    return new SluiceException(
        FailureCode.INTERNAL,
        "The source must be spooled to a file before it can be read, but the spool folder is not"
            + " writable",
        failure);
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(size);
  }

  @Override
  public boolean seekable() {
    return true;
  }

  @Override
  public Optional<String> announcedType() {
    return origin.announcedType();
  }

  @Override
  public Optional<Rendition> rendition() {
    return origin.rendition();
  }

  @Override
  public List<String> missing() {
    return origin.missing();
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    try {
      return file.read(buffer, position);
    } catch (IOException failure) {
      throw new UncheckedIOException("the spool file cannot be read", failure);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("the spool file cannot be closed", failure);
    }
  }
}
