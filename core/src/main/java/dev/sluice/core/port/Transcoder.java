package dev.sluice.core.port;

import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.OutputSpec;
import java.util.List;

/**
 * Reads media and writes it anew, in one container. Thread-safe: many jobs run at the same time. An
 * adapter opens nothing by itself: all bytes come from the inputs and go to the sink.
 */
public interface Transcoder {
  /** What this build can encode; found once, answered at once. */
  Capabilities capabilities();

  /**
   * Says what the inputs hold, reading no more of them than that takes.
   *
   * @throws dev.sluice.core.failure.SluiceException NOT_MEDIA, SOURCE_EMPTY, MEDIA_DAMAGED,
   *     MEDIA_ABSURD; what reading the inputs throws
   */
  MediaFacts probe(List<MediaInput> inputs, StageMonitor monitor);

  /**
   * Writes the inputs into the sink as {@code output} says: remuxed where it says copy, encoded
   * where it does not. Reading, converting and writing go on at the same time within bounded
   * memory. The sink is begun here (again, if the first reserve for the head was too small) and is
   * neither committed nor closed. The source's end is verified: a cut source is a failure, never a
   * shorter result.
   *
   * @throws dev.sluice.core.failure.SluiceException those of {@link #probe}, CODEC_DOES_NOT_FIT
   *     with a sentence that names what to ask for, ENCODER_MISSING, NO_VIDEO, NO_AUDIO; what the
   *     inputs and the sink throw, unchanged
   */
  TranscodeResult transcode(
      List<MediaInput> inputs, OutputSpec output, ArtifactSink sink, StageMonitor monitor);
}
