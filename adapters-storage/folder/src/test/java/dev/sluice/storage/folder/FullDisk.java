package dev.sluice.storage.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A real file on a disk that has space for a given number of bytes. */
final class FullDisk extends DelegatingFile {
  private final long room;

  private FullDisk(FileChannel file, long room) {
    super(file);
    this.room = room;
  }

  static ChannelSource after(long room) {
    return path -> new FullDisk(ChannelSource.files().createNew(path), room);
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    if (position + bytes.remaining() > room) {
      throw new IOException("No space left on device");
    }
    return super.write(bytes, position);
  }
}
