package dev.sluice.media.libav;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.process.ProcessCalls;
import dev.sluice.media.libav.process.Sandbox;
import java.util.List;
import java.util.Optional;

/**
 * A {@link Transcoder} that runs a {@link LibavTranscoder} in child processes, so that a file that
 * crashes or takes over libav harms its own job only. A child has no files, no connections and an
 * empty environment: it asks this process for the bytes of the inputs and hands it those of the
 * result. Where bubblewrap or user namespaces work, it is confined to them.
 *
 * <p>A child that dies is a failure TRANSCODER_DIED of the call that it ran; one that needed more
 * memory than it may use is MEDIA_LIMITS_EXCEEDED. A child that does not end a cancelled call in
 * time is killed. Children are kept warm and replaced after some calls; those that were idle for
 * some minutes end, all but one.
 *
 * <p>Thread-safe. Calls beyond the number of children wait. {@link #close} kills all children; they
 * also end when this process does.
 */
public final class ProcessTranscoder implements Transcoder, AutoCloseable {
  private final ProcessCalls calls;

  /** Starts the first child, with {@link ProcessSettings#standard()}, and does not wait for it. */
  public ProcessTranscoder() {
    this(ProcessSettings.standard());
  }

  /** Starts the first child and does not wait for it. */
  public ProcessTranscoder(ProcessSettings settings) {
    calls =
        new ProcessCalls(
            settings.command(),
            settings.children(),
            settings.callsPerChild(),
            settings.idleLimit(),
            settings.libav().spool(),
            settings.grace());
  }

  /**
   * Returns what the children can encode. The first call waits for the first child.
   *
   * @throws SluiceException INTERNAL with a sentence, if it does not start; the next call tries
   *     again
   */
  @Override
  public Capabilities capabilities() {
    return calls.capabilities();
  }

  @Override
  public MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor) {
    return calls.probe(inputs, Optional.empty(), monitor);
  }

  @Override
  public MediaInfo probe(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
    return calls.probe(inputs, Optional.of(output), monitor);
  }

  @Override
  public Transcoder.Plan plan(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
    return calls.plan(inputs, output, monitor);
  }

  @Override
  public Transcoder.Result transcode(
      Transcoder.Task task, ArtifactSink sink, StageMonitor monitor) {
    return calls.transcode(task, sink, monitor);
  }

  /** Returns the sandbox of the children, once the first one has started. */
  Optional<Sandbox> sandbox() {
    return calls.sandbox();
  }

  /**
   * Returns what confines the children of a transcoder on this system, in a few words; empty if
   * nothing does. It is tried, which takes a moment.
   */
  public static Optional<String> confinement() {
    Sandbox found = Sandbox.find();
    return found == Sandbox.NONE ? Optional.empty() : Optional.of(found.description());
  }

  @Override
  public void close() {
    calls.close();
  }
}
