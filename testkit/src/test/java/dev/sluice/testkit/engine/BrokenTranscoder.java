package dev.sluice.testkit.engine;

import dev.sluice.core.port.ArtifactSink;
import dev.sluice.core.port.MediaFacts;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.port.TranscodeResult;
import dev.sluice.core.port.TranscodeTask;
import dev.sluice.core.port.Transcoder;
import dev.sluice.core.request.Capabilities;
import java.util.List;

/** Breaks as only a bug does. */
record BrokenTranscoder(RuntimeException bug) implements Transcoder {
  @Override
  public Capabilities capabilities() {
    return Capabilities.all();
  }

  @Override
  public MediaFacts probe(List<MediaInput> inputs, StageMonitor monitor) {
    throw bug;
  }

  @Override
  public TranscodeResult transcode(TranscodeTask task, ArtifactSink sink, StageMonitor monitor) {
    throw bug;
  }
}
