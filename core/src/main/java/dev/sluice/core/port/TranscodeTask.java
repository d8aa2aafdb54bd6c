package dev.sluice.core.port;

import dev.sluice.core.request.OutputSpec;
import java.util.List;
import java.util.Objects;

/**
 * What to make of what.
 *
 * @param inputs see {@link Media#inputs()}
 */
public record TranscodeTask(List<MediaInput> inputs, OutputSpec output, Tags tags) {
  public TranscodeTask {
    inputs = List.copyOf(inputs);
    Objects.requireNonNull(output);
    Objects.requireNonNull(tags);
  }
}
