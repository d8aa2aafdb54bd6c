package dev.sluice.media.hls;

import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.media.http.FetchScope;
import dev.sluice.media.http.HttpFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What a playlist, or two, name. They say nothing of what it is. */
final class HlsMedia implements Media {
  private final FetchScope scope;
  private final List<SegmentedInput> inputs;

  private HlsMedia(FetchScope scope, List<SegmentedInput> inputs) {
    this.scope = scope;
    this.inputs = inputs;
  }

  /**
   * When this returns, the first bytes of each are there.
   *
   * @param scope ends with the media; it is the caller's if this throws
   */
  static HlsMedia open(
      List<MediaPlaylist> playlists,
      HttpFiles files,
      Executor executor,
      StageMonitor monitor,
      FetchScope scope) {
    long most = files.settings().maxSourceBytes();
    Downloaded downloaded = new Downloaded(monitor, playlists.size(), most);
    Segments segments = new Segments(files, scope);
    List<SegmentedInput> inputs =
        playlists.stream()
            .map(playlist -> new SegmentedInput(playlist, segments, executor, downloaded, scope))
            .toList();
    inputs.forEach(SegmentedInput::begin);
    inputs.forEach(SegmentedInput::awaitFirst);
    return new HlsMedia(scope, inputs);
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
