package dev.sluice.storage.objects.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes the files that objects are written to; a test puts a disk without space here. */
@FunctionalInterface
interface ChannelSource {
  /**
   * Makes a new file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  FileChannel createNew(Path file) throws IOException;

  static ChannelSource files() {
    return file -> FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }
}
