package dev.sluice.storage.folder;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Makes the files that objects are written to; a test puts a disk without space here. */
@FunctionalInterface
interface ChannelSource {
  /**
   * Makes a new file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  FileChannel createNew(Path file) throws IOException;

  /**
   * The same file once more, past the system's page cache: it takes whole blocks from memory that
   * lies as the disk wants it, and may refuse each of them.
   *
   * @return empty where there is no such thing
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
          // tmpfs and some network shares: what they keep is memory, or another machine's.
          return Optional.empty();
        }
      }
    };
  }
}
