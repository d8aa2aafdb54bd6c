package dev.sluice.media.hls;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.http.FetchScope;
import dev.sluice.media.http.HttpFiles;
import dev.sluice.media.http.Manifest;
import dev.sluice.media.http.ManifestFormat;
import dev.sluice.media.segments.Segment;
import dev.sluice.media.segments.SegmentRenewal;
import dev.sluice.media.segments.SegmentWindow;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** What any of the playlists so far has named, heads as well, and its place in the list. */
  private final Map<Segment, Integer> known = new HashMap<>();

  private List<Segment> now;

  PlaylistRenewal(URI place, SegmentWindow playlist, HttpFiles files, FetchScope scope) {
    this.place = place;
    this.files = files;
    this.scope = scope;
    learn(playlist.segments());
  }

  private void learn(List<Segment> segments) {
    now = segments;
    for (int i = 0; i < now.size(); i++) {
      known.put(now.get(i), i);
      int index = i;
      now.get(i).head().ifPresent(head -> known.put(head, index));
    }
  }

  @Override
  public synchronized Optional<Segment> of(Segment expired) {
    Integer index = known.get(expired);
    if (index == null) {
      return Optional.empty();
    }
    if (newest(expired, index).equals(expired)) {
      learn(read());
    }
    return Optional.of(newest(expired, index)).filter(fresh -> !fresh.equals(expired));
  }

  // Heads have no duration.
  private Segment newest(Segment wanted, int index) {
    Segment segment = now.get(index);
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
