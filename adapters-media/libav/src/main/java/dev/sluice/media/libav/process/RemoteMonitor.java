package dev.sluice.media.libav.process;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The monitor of the parent, in the child. Used by the thread that runs the calls. */
final class RemoteMonitor implements StageMonitor {
  private static final long BETWEEN_REPORTS = 100_000_000;

  private final ParentLink parent;
  private final Runnable beforeReport;
  private @Nullable Progress unsent;
  private long lastSent = System.nanoTime();
  private long lastMillis;

  /** How far the result has been written, of which duration. */
  record Progress(Duration upTo, Duration of) {}

  /**
   * @param beforeReport what is to be sent before a report
   */
  RemoteMonitor(ParentLink parent, Runnable beforeReport) {
    this.parent = parent;
    this.beforeReport = beforeReport;
  }

  @Override
  public void found(MediaInfo info) {
    parent.ask(FrameType.FOUND, ByteBuffer.wrap(Values.write(MediaInfo.class, info)));
  }

  @Override
  public void planned(List<StreamReport> streams) {
    byte[] reports = Values.write(Values.listOf(StreamReport.class), streams);
    parent.ask(FrameType.PLANNED, ByteBuffer.wrap(reports));
  }

  // Called for every packet, for which a frame would cost too much.
  @Override
  public void converted(Duration upTo, Duration of) {
    unsent = new Progress(upTo, of);
    long now = System.nanoTime();
    long step = of.toMillis() / 100;
    boolean isStep = step > 0 && Math.abs(upTo.toMillis() - lastMillis) >= step;
    if (isStep || now - lastSent >= BETWEEN_REPORTS) {
      lastSent = now;
      lastMillis = upTo.toMillis();
      flush();
    }
  }

  /** Reports the progress that was not reported yet. */
  void flush() {
    Progress last = unsent;
    if (last != null) {
      unsent = null;
      beforeReport.run();
      parent.send(FrameType.CONVERTED, ByteBuffer.wrap(Values.write(Progress.class, last)));
    }
  }

  @Override
  public void downloadFinished() {
    parent.send(FrameType.DOWNLOAD_FINISHED);
  }

  @Override
  public void downloaded(long bytes, OptionalLong total) {
    throw new UnsupportedOperationException("the inputs report it");
  }

  @Override
  public void uploaded(long bytes) {
    throw new UnsupportedOperationException("the sink reports it");
  }

  @Override
  public boolean cancelled() {
    try {
      parent.check();
      return false;
    } catch (RuntimeException reason) {
      return true;
    }
  }

  @Override
  public void check() {
    parent.check();
  }

  @Override
  public Registration onCancel(Runnable action) {
    throw new UnsupportedOperationException("the parent ends a child that does not end itself");
  }
}
