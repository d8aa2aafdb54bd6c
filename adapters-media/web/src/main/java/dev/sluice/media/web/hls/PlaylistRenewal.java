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
 * Reloads the playlist of a stream that has ended when a link in it has expired: sites sign links
 * that are valid for minutes, and a film is longer. Links expire together; one reload serves all of
 * them. Thread-safe.
 */
final class PlaylistRenewal implements SegmentRenewal {
  private static final System.Logger LOG = System.getLogger(PlaylistRenewal.class.getName());

  private final URI uri;
  private final HttpFiles files;
  private final FetchScope scope;

  /** Every segment and init segment named so far, with its index in the list. */
  private final Map<Segment, Integer> known = new HashMap<>();

  private List<Segment> now;

  PlaylistRenewal(URI uri, SegmentWindow playlist, HttpFiles files, FetchScope scope) {
    this.uri = uri;
    this.files = files;
    this.scope = scope;
    learn(playlist.segments());
  }

  private void learn(List<Segment> segments) {
    now = segments;
    for (int i = 0; i < now.size(); i++) {
      known.put(now.get(i), i);
      int index = i;
      now.get(i).init().ifPresent(init -> known.put(init, index));
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

  // Init segments have no duration.
  private Segment newest(Segment wanted, int index) {
    Segment segment = now.get(index);
    return wanted.duration().isPresent() ? segment : segment.init().orElse(segment);
  }

  private List<Segment> read() {
    try {
      Manifest manifest = files.readSmall(uri, ManifestFormat.LARGEST, scope).manifest();
      List<Segment> fresh = PlaylistParser.media(manifest).segments();
      // With another number of segments it is another film, or another cut of it.
      return fresh.size() == now.size() ? fresh : now;
    } catch (SluiceException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "A link has expired, and the playlist cannot be reloaded: {0}",
          e.getMessage());
      return now;
    }
  }
}
