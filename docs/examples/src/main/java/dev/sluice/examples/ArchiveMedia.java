package dev.sluice.examples;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** One open item as media with one input. */
final class ArchiveMedia implements Media, MediaInput {
  private final Archive.Item item;
  private final long size;
  private final StageMonitor monitor;
  private final StageMonitor.Registration registration;
  private long farthest;
  private boolean finished;

  private ArchiveMedia(Archive.Item item, StageMonitor monitor) {
    this.item = item;
    this.size = item.size();
    this.monitor = monitor;
    // A read that blocks does not ask the monitor: closing the item ends it.
    this.registration = monitor.onCancel(this::closeItem);
  }

  static ArchiveMedia of(Archive.Item item, StageMonitor monitor) {
    ArchiveMedia media = new ArchiveMedia(item, monitor);
    if (media.size == 0) {
      media.close();
      throw new SluiceException(FailureCode.SOURCE_EMPTY, "The archive's item has no bytes");
    }
    return media;
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    monitor.check();
    if (position >= size) {
      return -1;
    }
    try {
      int count = item.read(position, buffer);
      if (count < 0) {
        throw new SluiceException(
            FailureCode.SOURCE_CUT,
            String.format(
                Locale.ROOT, "The archive announced %d bytes and ended after %d", size, position));
      }
      report(position + count);
      return count;
    } catch (IOException e) {
      monitor.check();
      throw new SluiceException(
          FailureCode.CONNECTION_FAILED, "The archive broke off; the job is tried again", e);
    }
  }

  // Bytes that are read twice count once, and the end is reported once.
  private void report(long end) {
    if (end > farthest) {
      farthest = end;
      monitor.downloaded(end, size());
    }
    if (end == size && !finished) {
      finished = true;
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
    return Optional.of(item.title());
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
    registration.close();
    closeItem();
  }

  private void closeItem() {
    try {
      item.close();
    } catch (IOException e) {
      // It was only read: there is nothing to lose.
      System.getLogger(ArchiveMedia.class.getName())
          .log(System.Logger.Level.DEBUG, "an item did not close well", e);
    }
  }
}
