package dev.sluice.storage.folder;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Creates the files of objects. Tests use one that has no space left. */
@FunctionalInterface
interface ChannelSource {
  /**
   * Creates a new file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it exists
   */
  FileChannel createNew(Path file) throws IOException;

  /**
   * Opens the file a second time, past the page cache. Such a channel takes whole blocks from
   * aligned memory, and may reject each of them.
   *
   * @return empty if the platform or the file system has no such channel
   */
  default Optional<FileChannel> pastCache(Path file) {
    return Optional.empty();
  }

  static ChannelSource files() {
    return new ChannelSource() {
      @Override
      public FileChannel createNew(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }

      @Override
      public Optional<FileChannel> pastCache(Path file) {
        try {
          return Optional.of(
              FileChannel.open(file, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT));
        } catch (IOException | UnsupportedOperationException e) {
          // tmpfs and some network shares: their files are in memory, or on another machine.
          return Optional.empty();
        }
      }
    };
  }
}
