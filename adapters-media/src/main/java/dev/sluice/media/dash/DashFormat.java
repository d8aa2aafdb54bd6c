package dev.sluice.media.dash;

import dev.sluice.core.port.FetchRequest;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.media.http.FetchScope;
import dev.sluice.media.http.HttpFiles;
import dev.sluice.media.http.Manifest;
import dev.sluice.media.http.ManifestFormat;
import dev.sluice.media.segments.Segment;
import dev.sluice.media.segments.SegmentThreads;
import dev.sluice.media.segments.SegmentedTracks;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

/**
 * MPEG-DASH (ISO/IEC 23009-1) that has ended: templates with numbers, times or a timeline, lists,
 * and single files; picture and sound apart; several periods, if they are of one make. A segment
 * that cannot be had fails the whole. Thread-safe. Closing it ends every input that is still open.
 */
public final class DashFormat implements ManifestFormat, AutoCloseable {
  private final HttpFiles files;
  private final ExecutorService executor = SegmentThreads.start();

  public DashFormat(HttpFiles files) {
    this.files = Objects.requireNonNull(files);
  }

  @Override
  public boolean begins(String head) {
    String text = head.stripLeading();
    return text.startsWith("<") && text.matches("(?s).*<([A-Za-z0-9]+:)?MPD[\\s>].*");
  }

  @Override
  public Media open(Manifest manifest, FetchRequest request, StageMonitor monitor) {
    List<List<Segment>> tracks =
        PeriodTracks.of(new MpdReader(manifest).periods(), request.output());
    FetchScope scope = new FetchScope(monitor);
    try {
      SegmentedTracks opening = new SegmentedTracks(files, executor, monitor, scope);
      tracks.forEach(opening::add);
      return opening.open();
    } catch (RuntimeException e) {
      scope.close();
      monitor.check();
      throw e;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
