package dev.sluice.core.engine;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.OutputSpec;
import java.util.List;

/** Breaks as only a bug does. */
record BrokenTranscoder(RuntimeException bug) implements Transcoder {
  @Override
  public Capabilities capabilities() {
    return Capabilities.all();
  }

  @Override
  public MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor) {
    throw bug;
  }

  @Override
  public Transcoder.Plan plan(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
    throw bug;
  }

  @Override
  public Transcoder.Result transcode(
      Transcoder.Task task, ArtifactSink sink, StageMonitor monitor) {
    throw bug;
  }
}
