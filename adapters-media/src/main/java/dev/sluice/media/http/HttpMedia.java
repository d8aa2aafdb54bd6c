package dev.sluice.media.http;

import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaInput;
import java.util.List;
import java.util.Optional;

/** One file from one URL: it has a name at best. */
final class HttpMedia implements Media {
  private final FetchScope scope;
  private final MediaInput input;
  private final Optional<String> proposedName;

  HttpMedia(FetchScope scope, MediaInput input, Optional<String> proposedName) {
    this.scope = scope;
    this.input = input;
    this.proposedName = proposedName;
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
    scope.close();
  }
}
