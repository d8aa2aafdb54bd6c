package dev.sluice.media.web.file;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/** The bytes of a local file. For one reader; another thread may close it. */
public final class FileMediaInput implements MediaInput, AutoCloseable {
  private final FileChannel channel;
  private final Path file;
  private final long size;

  private FileMediaInput(FileChannel channel, Path file) throws IOException {
    this.channel = channel;
    this.file = file;
    this.size = channel.size();
  }

  /**
   * Opens a regular file.
   *
   * @throws SluiceException SOURCE_NOT_FOUND, SOURCE_FORBIDDEN, NOT_MEDIA (a folder, a device),
   *     SOURCE_EMPTY
   */
  public static FileMediaInput open(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new SluiceException(
          FailureCode.NOT_MEDIA, file + " is not a regular file; give the path of a media file");
    }
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return nonEmpty(new FileMediaInput(channel, file));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new SluiceException(
          FailureCode.SOURCE_NOT_FOUND, "There is no file " + file + "; check the path", e);
    } catch (AccessDeniedException e) {
      throw new SluiceException(
          FailureCode.SOURCE_FORBIDDEN, file + " may not be read by this user", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static FileMediaInput nonEmpty(FileMediaInput input) {
    if (input.size == 0) {
      throw new SluiceException(FailureCode.SOURCE_EMPTY, input.file + " is empty");
    }
    return input;
  }

  private static SluiceException unreadable(Path file, IOException e) {
    return new SluiceException(
        FailureCode.SOURCE_BROKEN,
        "%s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()),
        e);
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
    return Optional.empty();
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    try {
      int count = channel.read(buffer, position);
      if (count < 0 && position < size) {
        throw new SluiceException(
            FailureCode.SOURCE_CUT,
            file + " had " + size + " bytes when it was opened and now ends at " + position);
      }
      return count;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}
