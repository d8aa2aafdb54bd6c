package dev.sluice.media.hls;

import dev.sluice.core.port.Media;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.media.http.FetchScope;
import dev.sluice.media.http.HttpFiles;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/** Opens one playlist, or picture and sound apart, as one media. Used once. */
final class HlsTracks {
  private record Track(URI place, MediaPlaylist playlist) {}

  private final HttpFiles files;
  private final Executor executor;
  private final StageMonitor monitor;
  private final FetchScope scope;
  private final Duration longestSilence;
  private final List<Track> tracks = new ArrayList<>();

  /**
   * @param scope ends with the media; it is the caller's if anything here throws
   */
  HlsTracks(
      HttpFiles files,
      Executor executor,
      StageMonitor monitor,
      FetchScope scope,
      Duration longestSilence) {
    this.files = files;
    this.executor = executor;
    this.monitor = monitor;
    this.scope = scope;
    this.longestSilence = longestSilence;
  }

  /** In the order of {@link Media#inputs()}. */
  void add(URI place, MediaPlaylist playlist) {
    tracks.add(new Track(place, playlist));
  }

  /** When this returns, the first bytes of each are there. */
  Media open(Optional<LiveRecording> live) {
    Downloaded downloaded =
        new Downloaded(monitor, tracks.size(), files.settings().maxSourceBytes());
    Segments segments = new Segments(files, scope);
    List<SegmentedInput> inputs =
        tracks.stream().map(track -> input(track, live, segments, downloaded)).toList();
    inputs.forEach(SegmentedInput::begin);
    inputs.forEach(SegmentedInput::awaitFirst);
    return new HlsMedia(scope, inputs);
  }

  private SegmentedInput input(
      Track track, Optional<LiveRecording> live, Segments segments, Downloaded downloaded) {
    MediaPlaylist playlist = track.playlist();
    boolean isWhole = playlist.ended() && live.flatMap(LiveRecording::most).isEmpty();
    return isWhole
        ? new SegmentedInput(
            SegmentSource.of(playlist.segments()),
            Optional.of(playlist.duration()),
            segments,
            executor,
            downloaded,
            scope)
        : recorded(track, live.orElseThrow(), segments, downloaded);
  }

  private SegmentedInput recorded(
      Track track, LiveRecording live, Segments segments, Downloaded downloaded) {
    AtomicReference<Runnable> wake = new AtomicReference<>(() -> {});
    LiveSegments source =
        new LiveSegments(
            track.place(),
            files,
            scope,
            // What is over already has no now.
            track.playlist().ended() ? live.fromItsStart() : live,
            longestSilence,
            () -> wake.get().run());
    SegmentedInput input =
        new SegmentedInput(source, Optional.empty(), segments, executor, downloaded, scope);
    wake.set(input::changed);
    StageMonitor.Registration wish = monitor.onFinish(source::finish);
    scope.onEnd(wish::close);
    executor.execute(() -> source.follow(track.playlist()));
    return input;
  }
}
