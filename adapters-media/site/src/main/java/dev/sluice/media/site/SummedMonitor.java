package dev.sluice.media.site;

import dev.sluice.core.port.media.StageMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reports the progress of concurrently fetched tracks as that of one source. Thread-safe. */
final class SummedMonitor {
  private final StageMonitor monitor;
  private final List<Track> tracks = new ArrayList<>();

  SummedMonitor(StageMonitor monitor) {
    this.monitor = monitor;
  }

  /** Returns a monitor for a further track. */
  synchronized StageMonitor track() {
    Track track = new Track();
    tracks.add(track);
    return track;
  }

  private void report() {
    long bytes = 0;
    long total = 0;
    boolean known = true;
    for (Track track : tracks) {
      bytes += track.bytes;
      known &= track.total.isPresent();
      total += track.total.orElse(0);
    }
    monitor.downloaded(bytes, known ? OptionalLong.of(total) : OptionalLong.empty());
  }

  private final class Track extends StageMonitor.Forwarding {
    private long bytes;
    private OptionalLong total = OptionalLong.empty();
    private boolean finished;

    Track() {
      super(monitor);
    }

    @Override
    public void downloaded(long soFar, OptionalLong of) {
      synchronized (SummedMonitor.this) {
        bytes = soFar;
        total = of;
        report();
      }
    }

    @Override
    public void downloadFinished() {
      synchronized (SummedMonitor.this) {
        finished = true;
        if (tracks.stream().allMatch(track -> track.finished)) {
          monitor.downloadFinished();
        }
      }
    }
  }
}
