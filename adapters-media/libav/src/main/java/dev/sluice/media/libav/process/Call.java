package dev.sluice.media.libav.process;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.core.port.media.Transcoder.SidecarSpec;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.request.OutputSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A call of a method of the transcoder.
 *
 * @param output empty for a probe without one
 */
record Call(
    Method method,
    List<InputInfo> inputs,
    Optional<OutputSpec> output,
    TagOverrides tags,
    SidecarSpec sidecars) {
  /** The methods that read media. */
  enum Method {
    PROBE,
    PLAN,
    TRANSCODE
  }

  /** What an input says of itself without being read. */
  record InputInfo(
      OptionalLong size,
      boolean seekable,
      Optional<String> announcedType,
      Optional<Duration> duration,
      Optional<Duration> longest,
      boolean inPieces,
      Optional<Rendition> rendition) {
    static InputInfo of(MediaInput input) {
      return new InputInfo(
          input.size(),
          input.seekable(),
          input.announcedType(),
          input.duration(),
          input.longest(),
          input.inPieces(),
          input.rendition());
    }
  }

  /** Returns a call without tags and sidecars. */
  static Call of(Method method, List<MediaInput> inputs, Optional<OutputSpec> output) {
    return new Call(
        method,
        inputs.stream().map(InputInfo::of).toList(),
        output,
        TagOverrides.NONE,
        SidecarSpec.NONE);
  }
}
