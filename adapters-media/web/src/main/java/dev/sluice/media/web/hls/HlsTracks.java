package dev.sluice.media.web.hls;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.media.web.manifest.ManifestFormat;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.SegmentWindow;
import dev.sluice.media.web.segment.SegmentedTracks;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Opens one playlist, or picture and sound apart, as one media. Used once. */
final class HlsTracks {
  private record Track(URI place, SegmentWindow playlist) {}

  private final HttpFiles files;
  private final Executor executor;
  private final StageMonitor monitor;
  private final FetchScope scope;
  private final Duration longestSilence;
  private final List<Track> tracks = new ArrayList<>();
  private List<SubtitleTrack> words = List.of();

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
  void add(URI place, SegmentWindow playlist) {
    tracks.add(new Track(place, playlist));
  }

  /** Subtitles that lie beside the tracks. */
  void words(List<SubtitleTrack> subtitles) {
    words = subtitles;
  }

  /** When this returns, the first bytes of each are there. */
  Media open(Optional<LiveRecording> live) {
    SegmentedTracks opening = new SegmentedTracks(files, executor, monitor, scope);
    for (Track track : tracks) {
      SegmentWindow playlist = track.playlist();
      boolean isWhole = playlist.ended() && live.flatMap(LiveRecording::most).isEmpty();
      if (isWhole) {
        opening.add(
            playlist.segments(), new PlaylistRenewal(track.place(), playlist, files, scope));
      } else {
        record(track, live.orElseThrow(), opening);
      }
    }
    return opening.open(words);
  }

  private void record(Track track, LiveRecording live, SegmentedTracks opening) {
    opening.record(
        track.place(),
        track.playlist(),
        () ->
            PlaylistParser.media(
                files.small(track.place(), ManifestFormat.LARGEST, scope).manifest()),
        // What is over already has no now.
        track.playlist().ended() ? live.fromItsStart() : live,
        longestSilence);
  }
}
