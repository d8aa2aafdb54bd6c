package dev.sluice.core.port.media;

import dev.sluice.core.port.artifact.ArtifactSink;
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
  MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor);

  /**
   * Writes the task's inputs into the sink as its output says: remuxed where it says copy, encoded
   * where it does not. Reading, converting and writing go on at the same time within bounded
   * memory. The sink is begun here (again, if the first reserve for the head was too small) and is
   * neither committed nor closed. The source's end is verified: a cut source is a failure, never a
   * shorter result.
   *
   * <p>Of a clip no more of the source is read than it takes, and its end is verified only if the
   * clip reaches it; one that goes on beyond the source's end ends there. Encoded picture begins
   * and ends with the very picture that is shown at these moments; copied picture begins with the
   * key picture before, which containers with a list of edits hide from players. Sound is in step
   * in either case.
   *
   * <p>A container that holds sound alone takes the best sound track and, where it can, the cover.
   *
   * <p>The result says of itself what the task's tags say, and what the source says where they say
   * nothing; a cover that is no JPEG or PNG is left out.
   *
   * <p>A thumbnail that was asked for is the given picture where it can be shown, else the source's
   * cover, else the picture shown at a tenth of the result or soon after. It is no larger than 1280
   * pixels a side if it was made here, with its pixels square and the right way up. One that cannot
   * be made fails nothing.
   *
   * @throws dev.sluice.core.failure.SluiceException those of {@link #probe}, CODEC_DOES_NOT_FIT
   *     with a sentence that names what to ask for, ENCODER_MISSING, NO_VIDEO, NO_AUDIO,
   *     CLIP_BEYOND_END with a sentence that names the source's duration; what the inputs and the
   *     sink throw, unchanged
   */
  TranscodeResult transcode(TranscodeTask task, ArtifactSink sink, StageMonitor monitor);

  /** The same of what is to say of itself what the source says. */
  default TranscodeResult transcode(
      List<MediaInput> inputs, OutputSpec output, ArtifactSink sink, StageMonitor monitor) {
    return transcode(new TranscodeTask(inputs, output, TagOverrides.NONE), sink, monitor);
  }
}
