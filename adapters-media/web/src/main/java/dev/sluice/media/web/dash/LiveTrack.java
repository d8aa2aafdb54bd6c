package dev.sluice.media.web.dash;

import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.SegmentWindow;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A track of a live manifest. Its segments are numbered by their times, because a manifest restarts
 * its own numbers with each period and a timeline has none. Used by one thread at a time.
 */
final class LiveTrack {
  /** The tolerance when times are compared, which are rounded. */
  private static final double SAME = 0.01;

  private final HttpFiles files;
  private final FetchScope scope;
  private final Representation selected;
  private final OtherBases bases;
  private URI uri;
  private @Nullable TimedSegments known;
  private long first;

  LiveTrack(HttpFiles files, FetchScope scope, Representation selected, OtherBases bases, URI uri) {
    this.files = files;
    this.scope = scope;
    this.selected = selected;
    this.bases = bases;
    this.uri = uri;
  }

  /**
   * Fetches the manifest again and returns the segments that are available now.
   *
   * @throws dev.sluice.core.failure.SluiceException as {@link MpdReader#mpd}
   */
  SegmentWindow reload() {
    try (FetchScope parsing = scope.child()) {
      Manifest manifest = files.readManifest(uri, parsing);
      return window(new MpdReader(manifest).mpd());
    }
  }

  /** Returns the segments that are available by this manifest. */
  SegmentWindow window(Mpd mpd) {
    uri = mpd.uri();
    TimedSegments.Builder available = new TimedSegments.Builder(mpd.uri());
    for (Period period : mpd.periods()) {
      Representation here = PeriodTracks.counterpart(selected, period);
      bases.add(here.bases());
      TimedSegments ofPeriod =
          mpd.live() ? DashSegments.of(here, mpd.available(period)) : DashSegments.of(here);
      ofPeriod.forEach(segment -> available.add(segment.shifted(period.start())));
    }
    TimedSegments current = available.build();
    if (current.isEmpty()) {
      throw selected.empty();
    }
    long number = number(current);
    // Another server of the site may have an outdated copy.
    boolean isOlder =
        known != null && number < first + known.size() && end(current) < end(known) - SAME;
    if (!isOlder) {
      first = number;
      known = current;
    }
    return new SegmentWindow(
        current.segments(), isOver(mpd, end(current)), number, longest(current));
  }

  /** Returns the number of the first segment, derived from the segments known before. */
  private long number(TimedSegments current) {
    if (known == null) {
      return 0;
    }
    for (int i = 0, k = 0; i < current.size() && k < known.size(); ) {
      double difference = current.start(i) - known.start(k);
      if (Math.abs(difference) < SAME) {
        return first + k - i;
      }
      if (difference < 0) {
        i++;
      } else {
        k++;
      }
    }
    double gap = current.start(0) - end(known);
    double length = Math.max(SAME, end(known) - known.start(known.size() - 1));
    // No segment in common: after the known ones some were missed; before them the stream
    // restarted.
    long missed = gap < length / 2 ? 0 : Math.max(1, Math.round(gap / length));
    return first + known.size() + missed;
  }

  private static double end(TimedSegments segments) {
    return segments.get(segments.size() - 1).end();
  }

  private static boolean isOver(Mpd mpd, double reached) {
    Period last = mpd.periods().get(mpd.periods().size() - 1);
    boolean isReached =
        last.seconds().filter(length -> reached > last.start() + length - SAME).isPresent();
    return !mpd.live() || (!mpd.isUpdated() && isReached);
  }

  private static Duration longest(TimedSegments segments) {
    return segments.stream()
        .flatMap(timed -> timed.segment().duration().stream())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
