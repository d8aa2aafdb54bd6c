package dev.sluice.core.port.media;

import dev.sluice.core.request.OutputSpec;
import java.util.List;
import java.util.Objects;

/**
 * What to make of what.
 *
 * @param inputs see {@link Media#inputs()}
 */
public record TranscodeTask(
    List<MediaInput> inputs, OutputSpec output, TagOverrides tags, SidecarSpec sidecars) {
  public TranscodeTask {
    inputs = List.copyOf(inputs);
    Objects.requireNonNull(output);
    Objects.requireNonNull(tags);
    Objects.requireNonNull(sidecars);
  }

  /** With nothing beside it. */
  public TranscodeTask(List<MediaInput> inputs, OutputSpec output, TagOverrides tags) {
    this(inputs, output, tags, SidecarSpec.NONE);
  }
}
