package dev.sluice.media.web.input;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import java.util.List;
import java.util.Optional;

/** A file from one URL. */
final class HttpMedia implements Media {
  private final MediaInput input;
  private final Optional<String> proposedName;
  private final Runnable end;

  /**
   * Creates the media of one input.
   *
   * @param end frees the input; may be run twice
   */
  HttpMedia(MediaInput input, Optional<String> proposedName, Runnable end) {
    this.input = input;
    this.proposedName = proposedName;
    this.end = end;
  }

  @Override
  public Optional<String> proposedName() {
    return proposedName;
  }

  @Override
  public List<MediaInput> inputs() {
    return List.of(input);
  }

  @Override
  public void close() {
    end.run();
  }
}
