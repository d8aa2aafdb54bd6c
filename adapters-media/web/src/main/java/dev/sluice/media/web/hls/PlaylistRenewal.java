package dev.sluice.media.web.hls;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.SegmentList;
import dev.sluice.media.web.segment.SegmentRenewal;
import dev.sluice.media.web.segment.SegmentWindow;
import java.net.URI;
import java.util.LinkedHashMap;
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

  /** How many segments and init segments may be expired at the same time: more than are loaded. */
  private static final int MOST = 64;

  /** The segments and init segments that were taken or renewed last, with their indexes. */
  private final Map<Segment, Integer> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Segment, Integer> eldest) {
          return size() > MOST;
        }
      };

  private final Object reloading = new Object();
  private volatile List<Segment> now;

  /** Whether memory is reserved for a second list. */
  private boolean isReserved;

  PlaylistRenewal(URI uri, SegmentWindow playlist, HttpFiles files, FetchScope scope) {
    this.uri = uri;
    this.files = files;
    this.scope = scope;
    this.now = playlist.segments();
  }

  @Override
  public void taken(Segment segment, int index) {
    synchronized (known) {
      know(segment, index);
      segment.init().ifPresent(init -> know(init, index));
    }
  }

  // The newest entry is the last one.
  private void know(Segment segment, int index) {
    known.remove(segment);
    known.put(segment, index);
  }

  @Override
  public Optional<Segment> of(Segment expired) {
    Integer index;
    synchronized (known) {
      index = known.get(expired);
    }
    if (index == null) {
      return Optional.empty();
    }
    // One at a time; taking segments goes on meanwhile.
    synchronized (reloading) {
      if (newest(expired, index).equals(expired)) {
        now = read();
      }
      Segment fresh = newest(expired, index);
      synchronized (known) {
        know(fresh, index);
      }
      return Optional.of(fresh).filter(other -> !other.equals(expired));
    }
  }

  // Init segments have no duration.
  private Segment newest(Segment wanted, int index) {
    Segment segment = now.get(index);
    return wanted.duration().isPresent() ? segment : segment.init().orElse(segment);
  }

  private List<Segment> read() {
    try (FetchScope parsing = scope.child()) {
      Manifest manifest = files.readManifest(uri, parsing);
      List<Segment> fresh = PlaylistParser.media(manifest).segments();
      // With another number of segments it is another film, or another cut of it.
      if (fresh.size() != now.size()) {
        return now;
      }
      // Once, since a further list takes the place of this one.
      if (!isReserved) {
        scope.reserve(SegmentList.of(fresh).bytes(), "the reloaded playlist");
        isReserved = true;
      }
      return fresh;
    } catch (SluiceException e) {
      LOG.log(
          System.Logger.Level.INFO,
          "A link has expired, and the playlist cannot be reloaded: {0}",
          e.getMessage());
      return now;
    }
  }
}
