package dev.sluice.media.web.hls;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.InitSegmentSignature;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.Segment.Presence;
import dev.sluice.media.web.segment.SegmentList;
import dev.sluice.media.web.segment.SegmentRenewal;
import dev.sluice.media.web.segment.SegmentWindow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the segments of a playlist that has ended in redundant ones (RFC 8216, 6.2.4): playlists of
 * the same quality, whose segments begin and end at the same times. They are read only when a
 * segment fails. Once one has helped, its segments are asked for first. Expired links are renewed
 * before. Thread-safe.
 */
final class RedundantPlaylists implements SegmentRenewal {
  private static final System.Logger LOG = System.getLogger(RedundantPlaylists.class.getName());

  /** How many segments may fail at the same time: more than are loaded. */
  private static final int MOST = 64;

  /** By how much the durations of two segments that stand for each other may differ. */
  private static final Duration TOLERANCE = Duration.ofMillis(100);

  /** An init segment is a few kilobytes; the check of segments reads no more of it. */
  private static final int LARGEST_INIT = 64 << 10;

  private final SegmentRenewal links;
  private final List<Segment> own;
  private final List<URI> others;
  private final HttpFiles files;
  private final FetchScope scope;

  /** The segments of the redundant playlists that were read; empty for one that does not fit. */
  private final Map<Integer, Optional<List<Segment>>> loaded = new HashMap<>();

  /** Whether init segments describe the same tracks, by the other one of each pair. */
  private final Map<Segment, Boolean> interchangeable = new HashMap<>();

  /** The segments that were taken or replaced last, with their indexes. */
  private final Map<Segment, Position> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Segment, Position> eldest) {
          return size() > MOST;
        }
      };

  private final Object reading = new Object();
  private volatile int preferred;

  /**
   * Where a segment is.
   *
   * @param playlist 0 for the own one, from 1 on for a redundant one
   */
  private record Position(int playlist, int index) {}

  /**
   * Creates an instance for the segments of a track.
   *
   * @param links renews the links of the own playlist
   * @param others the addresses of the redundant playlists
   */
  RedundantPlaylists(
      SegmentRenewal links,
      SegmentWindow playlist,
      List<URI> others,
      HttpFiles files,
      FetchScope scope) {
    this.links = links;
    this.own = playlist.segments();
    this.others = List.copyOf(others);
    this.files = files;
    this.scope = scope;
  }

  @Override
  public void taken(Segment segment, int index) {
    links.taken(segment, index);
    know(segment, new Position(0, index));
  }

  private void know(Segment segment, Position position) {
    synchronized (known) {
      known.remove(segment);
      known.put(segment, position);
    }
  }

  private Optional<Position> position(Segment segment) {
    synchronized (known) {
      return Optional.ofNullable(known.get(segment));
    }
  }

  @Override
  public Optional<Segment> of(Segment expired) {
    Optional<Segment> renewed = links.of(expired);
    Optional<Position> position = position(expired);
    if (renewed.isPresent() && position.isPresent()) {
      know(renewed.get(), position.get());
    }
    return renewed;
  }

  @Override
  public Segment preferred(Segment segment) {
    int playlist = preferred;
    Optional<Position> position = position(segment);
    return playlist == 0 || position.isEmpty()
        ? segment
        : at(playlist, position.get().index()).orElse(segment);
  }

  @Override
  public Optional<Segment> elsewhere(Segment unavailable) {
    Optional<Position> position = position(unavailable);
    if (position.isEmpty()) {
      return Optional.empty();
    }
    int count = others.size() + 1;
    for (int i = 1; i < count; i++) {
      int playlist = (position.get().playlist() + i) % count;
      Optional<Segment> found = at(playlist, position.get().index());
      if (found.isPresent()) {
        preferred = playlist;
        return found;
      }
    }
    return Optional.empty();
  }

  /** Returns the segment that stands for one of the own playlist; empty if none does. */
  private Optional<Segment> at(int playlist, int index) {
    Segment mine = own.get(index);
    Segment found = mine;
    if (playlist > 0) {
      // One at a time; taking segments goes on meanwhile.
      synchronized (reading) {
        Optional<Segment> other =
            loaded
                .computeIfAbsent(playlist, this::load)
                .map(segments -> segments.get(index))
                .filter(segment -> fits(mine, segment));
        if (other.isEmpty()) {
          return other;
        }
        found = other.get();
      }
    }
    know(found, new Position(playlist, index));
    return Optional.of(found);
  }

  private Optional<List<Segment>> load(int playlist) {
    URI uri = others.get(playlist - 1);
    try (FetchScope parsing = scope.child()) {
      Manifest manifest = files.readManifest(uri, parsing);
      if (!PlaylistParser.isMaster(manifest) && PlaylistParser.isStream(manifest)) {
        SegmentWindow window = PlaylistParser.media(manifest);
        if (window.ended() && isInStep(window.segments())) {
          scope.reserve(SegmentList.of(window.segments()).bytes(), "a redundant playlist");
          return Optional.of(window.segments());
        }
      }
      LOG.log(
          System.Logger.Level.WARNING,
          "A redundant playlist has other segments, so it is not used: {0}",
          SourceUrl.redacted(uri));
    } catch (SluiceException e) {
      scope.check();
      LOG.log(System.Logger.Level.INFO, "A redundant playlist cannot be read: {0}", e.getMessage());
    }
    return Optional.empty();
  }

  /** Returns whether other segments begin and end when the own ones do. */
  private boolean isInStep(List<Segment> segments) {
    if (segments.size() != own.size()) {
      return false;
    }
    long sections = segments.get(0).section().number() - own.get(0).section().number();
    for (int i = 0; i < segments.size(); i++) {
      Segment mine = own.get(i);
      Segment other = segments.get(i);
      Duration difference = length(mine).minus(length(other)).abs();
      if (difference.compareTo(TOLERANCE) > 0
          || other.init().isPresent() != mine.init().isPresent()
          || other.section().number() - mine.section().number() != sections) {
        return false;
      }
    }
    return true;
  }

  private static Duration length(Segment segment) {
    return segment.duration().orElse(Duration.ZERO);
  }

  // The fragments are read with the init segment of the own playlist.
  private boolean fits(Segment mine, Segment other) {
    if (other.presence() == Presence.MISSING) {
      return false;
    }
    return other.init().equals(mine.init())
        || interchangeable.computeIfAbsent(
            other.init().orElseThrow(),
            init ->
                InitSegmentSignature.areInterchangeable(
                    bytes(mine.init().orElseThrow()), bytes(init)));
  }

  // Of an encrypted one nothing can be compared.
  private byte[] bytes(Segment init) {
    if (init.key().isPresent()) {
      return new byte[0];
    }
    try (InputStream bytes = files.open(init.uri(), init.from(), init.end(), scope)) {
      byte[] read = bytes.readNBytes(LARGEST_INIT);
      return read.length < LARGEST_INIT ? read : new byte[0];
    } catch (SluiceException e) {
      scope.check();
      return new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
