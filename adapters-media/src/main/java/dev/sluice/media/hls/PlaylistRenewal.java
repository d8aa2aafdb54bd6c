package dev.sluice.media.hls;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.http.FetchScope;
import dev.sluice.media.http.HttpFiles;
import dev.sluice.media.http.Manifest;
import dev.sluice.media.http.ManifestFormat;
import dev.sluice.media.segments.Segment;
import dev.sluice.media.segments.SegmentRenewal;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The playlist of a stream that has ended, read once more when a link in it has expired: sites sign
 * links that live for minutes, and a film is longer. Many links expire at a time; it is read once
 * for all of them. Thread-safe.
 */
final class PlaylistRenewal implements SegmentRenewal {
  private static final System.Logger LOG = System.getLogger(PlaylistRenewal.class.getName());

  private final URI place;
  private final HttpFiles files;
  private final FetchScope scope;
  private List<Segment> before = List.of();
  private List<Segment> now;

  PlaylistRenewal(URI place, MediaPlaylist playlist, HttpFiles files, FetchScope scope) {
    this.place = place;
    this.files = files;
    this.scope = scope;
    this.now = playlist.segments();
  }

  @Override
  public synchronized Optional<Segment> of(Segment expired) {
    int index = index(now, expired);
    if (index >= 0) {
      before = now;
      now = read();
    } else {
      index = index(before, expired);
    }
    return index < 0
        ? Optional.empty()
        : Optional.of(of(expired, now.get(index))).filter(fresh -> !fresh.equals(expired));
  }

  /** Where it is in the list, or what it is the head of. */
  private static int index(List<Segment> segments, Segment wanted) {
    return IntStream.range(0, segments.size())
        .filter(i -> of(wanted, segments.get(i)).equals(wanted))
        .findFirst()
        .orElse(-1);
  }

  // Heads have no duration.
  private static Segment of(Segment wanted, Segment segment) {
    return wanted.duration().isPresent() ? segment : segment.head().orElse(segment);
  }

  private List<Segment> read() {
    try {
      Manifest manifest = files.small(place, ManifestFormat.LARGEST, scope).manifest();
      List<Segment> fresh = Playlists.media(manifest).segments();
      // Another film, or another cut of it: what was read so far does not go with it.
      return fresh.size() == now.size() ? fresh : now;
    } catch (SluiceException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "A link has expired, and the playlist is not to be had: {0}",
          e.getMessage());
      return now;
    }
  }
}
