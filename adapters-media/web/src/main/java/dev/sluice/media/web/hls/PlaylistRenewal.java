package dev.sluice.media.web.hls;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.manifest.ManifestFormat;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.SegmentRenewal;
import dev.sluice.media.web.segment.SegmentWindow;
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
      List<Segment> fresh = PlaylistParser.media(manifest).segments();
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
