package dev.sluice.media.web.hls;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.SegmentRenewal;
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
  private record Track(
      URI uri,
      SegmentWindow playlist,
      Optional<Rendition> description,
      List<URI> redundant,
      Optional<String> missing) {}

  private final HttpFiles files;
  private final FetchScope scope;
  private final Duration maxSilence;
  private final SegmentedTracks opening;
  private final List<Track> tracks = new ArrayList<>();

  /**
   * Creates media without tracks.
   *
   * @param isIncompleteAllowed whether to leave out segments that the origin lacks
   * @param scope closed with the media; the caller closes it if a method here throws
   */
  HlsTracks(
      HttpFiles files,
      Executor executor,
      StageMonitor monitor,
      boolean isIncompleteAllowed,
      FetchScope scope,
      Duration maxSilence) {
    this.files = files;
    this.scope = scope;
    this.maxSilence = maxSilence;
    this.opening = new SegmentedTracks(files, executor, monitor, scope);
    opening.allowIncomplete(isIncompleteAllowed);
  }

  /**
   * Adds a track, in the order of {@link Media#inputs()}.
   *
   * @param redundant the addresses of playlists of the same quality
   */
  void add(URI uri, SegmentWindow playlist, Optional<Rendition> description, List<URI> redundant) {
    tracks.add(new Track(uri, playlist, description, redundant, Optional.empty()));
  }

  /** Adds a sentence about what the track that was added last lacks. */
  void lacks(String sentence) {
    int last = tracks.size() - 1;
    Track track = tracks.get(last);
    tracks.set(
        last,
        new Track(
            track.uri(),
            track.playlist(),
            track.description(),
            track.redundant(),
            Optional.of(sentence)));
  }

  /** Sets subtitles from separate files, and the renditions that were not taken. */
  void others(List<SubtitleTrack> subtitles, List<StreamReport> renditions) {
    opening.others(subtitles, renditions);
  }

  /** Opens the media; the first bytes of each track have come when this returns. */
  Media open(Optional<LiveRecording> live) {
    for (Track track : tracks) {
      SegmentWindow playlist = track.playlist();
      opening.describe(track.description());
      boolean isWhole = playlist.ended() && live.flatMap(LiveRecording::most).isEmpty();
      if (isWhole) {
        opening.add(playlist.segments(), renewal(track));
        track.missing().ifPresent(opening::lacks);
      } else {
        record(track, live.orElseThrow());
      }
    }
    return opening.open();
  }

  private SegmentRenewal renewal(Track track) {
    SegmentRenewal links = new PlaylistRenewal(track.uri(), track.playlist(), files, scope);
    return track.redundant().isEmpty()
        ? links
        : new RedundantPlaylists(links, track.playlist(), track.redundant(), files, scope);
  }

  private SegmentWindow reload(URI uri) {
    try (FetchScope parsing = scope.child()) {
      return PlaylistParser.media(files.readManifest(uri, parsing));
    }
  }

  private void record(Track track, LiveRecording live) {
    opening.record(
        track.uri(),
        track.playlist(),
        () -> reload(track.uri()),
        // A stream that has ended has no live edge.
        track.playlist().ended() ? live.fromItsStart() : live,
        SegmentRenewal.NONE,
        maxSilence);
  }
}
