package dev.sluice.media.segments;

import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaInput;
import dev.sluice.media.http.FetchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a manifest names. It says nothing of what it is. */
final class SegmentedMedia implements Media {
  private final FetchScope scope;
  private final List<SegmentedInput> inputs;

  SegmentedMedia(FetchScope scope, List<SegmentedInput> inputs) {
    this.scope = scope;
    this.inputs = inputs;
  }

  @Override
  public Optional<String> title() {
    return Optional.empty();
  }

  @Override
  public Optional<String> description() {
    return Optional.empty();
  }

  @Override
  public Optional<String> releaseDate() {
    return Optional.empty();
  }

  @Override
  public Optional<String> proposedName() {
    return Optional.empty();
  }

  @Override
  public List<MediaInput> inputs() {
    return new ArrayList<>(inputs);
  }

  @Override
  public void close() {
    scope.close();
  }
}
