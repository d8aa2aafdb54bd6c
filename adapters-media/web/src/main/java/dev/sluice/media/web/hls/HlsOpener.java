package dev.sluice.media.web.hls;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.hls.VariantSelector.Selection;
import dev.sluice.media.web.hls.VariantSelector.Track;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.manifest.ManifestFormat;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.origin.TransientFailures;
import dev.sluice.media.web.segment.SegmentList;
import dev.sluice.media.web.segment.SegmentWindow;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Opens one source of HTTP Live Streaming: of a list of playlists the best one, or another one
 * where that is not available. Used once.
 */
final class HlsOpener {
  private static final Logger LOG = System.getLogger(HlsOpener.class.getName());

  /** How deep lists of playlists may be nested. */
  private static final int MAX_DEPTH = 3;

  /** How many variants are tried. */
  private static final int MAX_VARIANTS = 6;

  /** How long a playlist without an end has not changed if no more will come: this at least, */
  private static final Duration MIN_UNCHANGED = Duration.ofMinutes(10);

  /** and so many times the longest duration of a segment. */
  private static final int MAX_UNCHANGED_TARGETS = 20;

  /** Failures of a variant that will not be over a moment later. */
  private static final Set<FailureCode> UNAVAILABLE =
      EnumSet.of(
          FailureCode.SOURCE_UNAUTHORIZED,
          FailureCode.SOURCE_FORBIDDEN,
          FailureCode.SOURCE_NOT_FOUND,
          FailureCode.SOURCE_GONE,
          FailureCode.SOURCE_REFUSED,
          FailureCode.SOURCE_EMPTY,
          FailureCode.NOT_MEDIA,
          FailureCode.MEDIA_DAMAGED);

  private final HttpFiles files;
  private final Executor executor;
  private final Duration maxSilence;
  private final FetchRequest request;
  private final StageMonitor monitor;

  /**
   * Creates an opener.
   *
   * @param files the session in which the source is fetched
   * @param maxSilence how long a live stream may bring nothing new
   */
  HlsOpener(
      HttpFiles files,
      Executor executor,
      Duration maxSilence,
      FetchRequest request,
      StageMonitor monitor) {
    this.files = files;
    this.executor = executor;
    this.maxSilence = maxSilence;
    this.request = request;
    this.monitor = monitor;
  }

  /** Opens the playlist; the first bytes of each track have come when this returns. */
  Media open(Manifest manifest) {
    return open(manifest, 0);
  }

  private Media open(Manifest manifest, int depth) {
    if (!PlaylistParser.isMaster(manifest)) {
      return single(manifest);
    }
    if (depth == MAX_DEPTH) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "The playlist leads to lists of playlists only: " + SourceUrl.redacted(manifest.uri()));
    }
    MasterPlaylist left = PlaylistParser.master(manifest);
    Selection first = VariantSelector.of(left, request.output());
    Selection next = first;
    List<StreamReport> unavailable = new ArrayList<>();
    SluiceException failure = null;
    while (true) {
      try {
        return variant(next, unavailable, depth);
      } catch (SluiceException e) {
        LOG.log(Level.INFO, "A variant is not available ({0})", e.getMessage());
        failure = failure == null ? e : failure;
        left = left.without(next.variant());
        boolean isLast = left.variants().isEmpty() || unavailable.size() + 1 == MAX_VARIANTS;
        if (isLast
            || !(UNAVAILABLE.contains(e.code()) || TransientFailures.isOfAddress(e.code()))) {
          throw failure;
        }
        unavailable.add(report(next, e));
        Selection other = VariantSelector.of(left, request.output());
        // Sound alone does not stand for a film. A failure that may be over a moment later is no
        // reason for a lower quality, but for a copy of the same quality at another address.
        boolean isAsGood =
            other.variant().bandwidth() == next.variant().bandwidth()
                && other.variant().shorterSide() == next.variant().shorterSide();
        if (other.hasVideo() != first.hasVideo()
            || (TransientFailures.isOfAddress(e.code()) && !isAsGood)) {
          throw failure;
        }
        next = other;
      }
    }
  }

  private static StreamReport report(Selection unavailable, SluiceException why) {
    return new StreamReport(
        unavailable.hasVideo() ? StreamKind.VIDEO : StreamKind.AUDIO,
        VariantSelector.codec(unavailable),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Action.DROPPED,
        Optional.empty(),
        Optional.of(
            "this quality is not available, so another one is taken (" + why.getMessage() + ")"));
  }

  private Media variant(Selection selection, List<StreamReport> unavailable, int depth) {
    FetchScope scope = new FetchScope(monitor);
    try (FetchScope parsing = scope.child()) {
      List<Manifest> named = new ArrayList<>();
      for (Track track : selection.tracks()) {
        named.add(files.readManifest(track.uri(), parsing));
      }
      if (PlaylistParser.isMaster(named.get(0))) {
        scope.close();
        return open(named.get(0), depth + 1);
      }
      HlsTracks tracks = tracks(scope);
      for (int i = 0; i < named.size(); i++) {
        Track track = selection.tracks().get(i);
        add(tracks, named.get(i), track.description(), track.redundant());
      }
      List<StreamReport> others = new ArrayList<>(unavailable);
      others.addAll(selection.others());
      tracks.others(selection.subtitles(), others);
      named.clear();
      parsing.close();
      return tracks.open(request.live());
    } catch (RuntimeException e) {
      scope.close();
      monitor.check();
      throw e;
    }
  }

  private Media single(Manifest manifest) {
    FetchScope scope = new FetchScope(monitor);
    try {
      HlsTracks tracks = tracks(scope);
      add(tracks, manifest, Optional.empty(), List.of());
      return tracks.open(request.live());
    } catch (RuntimeException e) {
      scope.close();
      monitor.check();
      throw e;
    }
  }

  private HlsTracks tracks(FetchScope scope) {
    return new HlsTracks(
        files, executor, monitor, request.output().allowIncomplete(), scope, maxSilence);
  }

  private void add(
      HlsTracks tracks, Manifest manifest, Optional<Rendition> description, List<URI> redundant) {
    SegmentWindow playlist = playlist(manifest);
    if (playlist.ended() || request.live().isPresent()) {
      tracks.add(manifest.uri(), playlist, description, redundant);
      return;
    }
    if (!request.output().allowIncomplete() || !isAbandoned(manifest, playlist)) {
      throw ManifestFormat.hasNoEnd(manifest);
    }
    tracks.add(manifest.uri(), playlist.asEnded(), description, redundant);
    Duration age = manifest.age().orElseThrow();
    String changed = manifest.date().map(now -> now.minus(age).toString()).orElse(age + " ago");
    tracks.lacks(
        "The playlist has no end mark and has not changed since "
            + changed
            + ", so that the end may be missing: "
            + SourceUrl.redacted(manifest.uri()));
  }

  private SegmentWindow playlist(Manifest manifest) {
    if (!PlaylistParser.isPlaylist(manifest)) {
      throw new SluiceException(
          FailureCode.NOT_MEDIA,
          "An address in the playlist does not lead to another playlist: "
              + SourceUrl.redacted(manifest.uri()));
    }
    if (!PlaylistParser.isStream(manifest)) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "This is a list of %s channels or files, not one stream; give the URL of one of them: %s"
              .formatted(
                  PlaylistParser.entries(manifest).count(), SourceUrl.redacted(manifest.uri())));
    }
    SegmentWindow playlist = PlaylistParser.media(manifest);
    requireComplete(playlist, manifest);
    return playlist;
  }

  // The playlist of a live stream changes with each segment. One that does not has lost its end, or
  // the stream broke off.
  private static boolean isAbandoned(Manifest manifest, SegmentWindow playlist) {
    Duration longest = playlist.target().multipliedBy(MAX_UNCHANGED_TARGETS);
    Duration least = longest.compareTo(MIN_UNCHANGED) > 0 ? longest : MIN_UNCHANGED;
    return manifest.age().filter(age -> age.compareTo(least) > 0).isPresent();
  }

  // Of a live stream only what is read counts.
  private void requireComplete(SegmentWindow playlist, Manifest manifest) {
    if (!playlist.ended() || request.output().allowIncomplete()) {
      return;
    }
    Optional<Duration> missing = SegmentList.of(playlist.segments()).missingFrom();
    if (missing.isPresent()) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "The playlist says that a segment is missing at the origin, "
              + missing.get().toSeconds()
              + " seconds in"
              + (request.isProbe()
                  ? ": "
                  : "; set " + RequestField.ALLOW_INCOMPLETE.option() + " to take what is there: ")
              + SourceUrl.redacted(manifest.uri()));
    }
  }
}
