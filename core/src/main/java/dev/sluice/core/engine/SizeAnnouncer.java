package dev.sluice.core.engine;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.OutputSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Announces the estimated size of a result to its sink, once it is known what becomes of it. */
final class SizeAnnouncer extends StageMonitor.Forwarding {
  private final Transcoder.Task task;
  private final ArtifactSink sink;
  private Optional<MediaInfo> source = Optional.empty();

  SizeAnnouncer(StageMonitor monitor, Transcoder.Task task, ArtifactSink sink) {
    super(monitor);
    this.task = task;
    this.sink = sink;
  }

  @Override
  public void found(MediaInfo info) {
    super.found(info);
    source = Optional.of(info);
  }

  @Override
  public void planned(List<StreamReport> streams) {
    super.planned(streams);
    source
        .filter(info -> info.streams().size() == streams.size())
        .ifPresent(info -> announce(info, streams));
  }

  private void announce(MediaInfo info, List<StreamReport> streams) {
    OutputSpec output = task.output();
    OptionalLong sourceBytes = SourceInspector.size(task.inputs());
    OptionalLong size =
        SizeEstimate.of(
            new Transcoder.Plan(
                info, streams, output.maxResolution().map(most -> most.shorterSide())),
            output,
            sourceBytes);
    // Without a duration the source is the only measure.
    (size.isPresent() ? size : sourceBytes).ifPresent(sink::expect);
  }
}
