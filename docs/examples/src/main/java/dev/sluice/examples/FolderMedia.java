package dev.sluice.examples;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.StageMonitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One open file as media with one input. */
final class FolderMedia implements Media, MediaInput {
  private final FileChannel file;
  private final long size;
  private final StageMonitor monitor;
  private long furthest;

  FolderMedia(FileChannel file, StageMonitor monitor) throws IOException {
    this.file = file;
    this.monitor = monitor;
    this.size = file.size();
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    monitor.check();
    try {
      int count = file.read(buffer, position);
      if (count < 0 && position < size) {
        throw new SluiceException(
            FailureCode.SOURCE_CUT,
            "The library's file had %d bytes when it was opened and ends at %d now"
                .formatted(size, position));
      }
      report(count < 0 ? size : position + count);
      return count;
    } catch (ClosedChannelException e) {
      throw new SluiceException(FailureCode.CANCELLED, "The media was closed while it was read", e);
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.CONNECTION_FAILED, "The library's disk cannot be read", e);
    }
  }

  // The promise is to count bytes that are read twice once.
  private void report(long end) {
    if (end > furthest) {
      furthest = end;
      monitor.downloaded(end, size());
    }
    if (end >= size) {
      monitor.downloadFinished();
    }
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
  public List<MediaInput> inputs() {
    return List.of(this);
  }

  @Override
  public Optional<String> title() {
    return Optional.empty();
  }

  @Override
  public Optional<String> description() {
    return Optional.empty();
  }

  @Override
  public Optional<String> releaseDate() {
    return Optional.empty();
  }

  @Override
  public Optional<String> proposedName() {
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // Nothing was written: there is nothing to lose.
      throw new SluiceException(FailureCode.CONNECTION_FAILED, "The file could not be closed", e);
    }
  }
}
