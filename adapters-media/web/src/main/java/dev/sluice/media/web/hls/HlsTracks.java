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

/** Opens one playlist, or separate picture and sound, as one media. Used once. */
final class HlsTracks {
  private record Track(URI uri, SegmentWindow playlist) {}

  private final HttpFiles files;
  private final Executor executor;
  private final StageMonitor monitor;
  private final FetchScope scope;
  private final Duration maxSilence;
  private final List<Track> tracks = new ArrayList<>();
  private List<SubtitleTrack> subtitles = List.of();

  /**
   * Creates media without tracks.
   *
   * @param scope closed with the media; the caller closes it if a method here throws
   */
  HlsTracks(
      HttpFiles files,
      Executor executor,
      StageMonitor monitor,
      FetchScope scope,
      Duration maxSilence) {
    this.files = files;
    this.executor = executor;
    this.monitor = monitor;
    this.scope = scope;
    this.maxSilence = maxSilence;
  }

  /** Adds a track, in the order of {@link Media#inputs()}. */
  void add(URI uri, SegmentWindow playlist) {
    tracks.add(new Track(uri, playlist));
  }

  /** Sets subtitles from separate files. */
  void subtitles(List<SubtitleTrack> tracks) {
    subtitles = tracks;
  }

  /** Opens the media; the first bytes of each track have come when this returns. */
  Media open(Optional<LiveRecording> live) {
    SegmentedTracks opening = new SegmentedTracks(files, executor, monitor, scope);
    for (Track track : tracks) {
      SegmentWindow playlist = track.playlist();
      boolean isWhole = playlist.ended() && live.flatMap(LiveRecording::most).isEmpty();
      if (isWhole) {
        opening.add(playlist.segments(), new PlaylistRenewal(track.uri(), playlist, files, scope));
      } else {
        record(track, live.orElseThrow(), opening);
      }
    }
    return opening.open(subtitles);
  }

  private void record(Track track, LiveRecording live, SegmentedTracks opening) {
    opening.record(
        track.uri(),
        track.playlist(),
        () ->
            PlaylistParser.media(
                files.readSmall(track.uri(), ManifestFormat.LARGEST, scope).manifest()),
        // A stream that has ended has no live edge.
        track.playlist().ended() ? live.fromItsStart() : live,
        maxSilence);
  }
}
