package dev.sluice.media.web.dash;

import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.manifest.ManifestFormat;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.media.web.segment.SegmentWindow;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One track of a manifest that changes. Its segments are numbered by their times: what a manifest
 * counts by begins anew with each period, and a timeline is not counted at all. Used by one thread
 * at a time.
 */
final class LiveTrack {
  /** Times are rounded, by the writer and by us. */
  private static final double SAME = 0.01;

  private final HttpFiles files;
  private final FetchScope scope;
  private final Representation chosen;
  private URI place;
  private List<TimedSegment> known = List.of();
  private long first;

  LiveTrack(HttpFiles files, FetchScope scope, Representation chosen, URI place) {
    this.files = files;
    this.scope = scope;
    this.chosen = chosen;
    this.place = place;
  }

  /**
   * What there is now.
   *
   * @throws dev.sluice.core.failure.SluiceException as {@link MpdReader#mpd}
   */
  SegmentWindow look() {
    Manifest manifest = files.small(place, ManifestFormat.LARGEST, scope).manifest();
    return window(new MpdReader(manifest).mpd());
  }

  SegmentWindow window(Mpd mpd) {
    place = mpd.place();
    List<TimedSegment> there = new ArrayList<>();
    for (Period period : mpd.periods()) {
      Representation here = PeriodTracks.like(chosen, period);
      List<TimedSegment> its =
          mpd.live() ? DashSegments.of(here, mpd.available(period)) : DashSegments.of(here);
      its.forEach(segment -> there.add(segment.later(period.start())));
    }
    if (there.isEmpty()) {
      throw chosen.empty();
    }
    long number = number(there);
    // A copy that is older than what is known, as another server of the same site may have it.
    boolean isOlder = number < first + known.size() && end(there) < end(known) - SAME;
    if (!isOlder) {
      first = number;
      known = there;
    }
    return new SegmentWindow(
        there.stream().map(TimedSegment::segment).toList(),
        isOver(mpd, end(there)),
        number,
        longest(there));
  }

  /** The number of the first one, by those that were there before. */
  private long number(List<TimedSegment> there) {
    if (known.isEmpty()) {
      return 0;
    }
    for (int i = 0, k = 0; i < there.size() && k < known.size(); ) {
      double difference = there.get(i).start() - known.get(k).start();
      if (Math.abs(difference) < SAME) {
        return first + k - i;
      }
      if (difference < 0) {
        i++;
      } else {
        k++;
      }
    }
    double gap = there.get(0).start() - end(known);
    double length = Math.max(SAME, end(known) - known.get(known.size() - 1).start());
    // Whatever is behind the last one, without having it in common, is none of those missed; what
    // is before it all has begun anew.
    long missed = gap < length / 2 ? 0 : Math.max(1, Math.round(gap / length));
    return first + known.size() + missed;
  }

  private static double end(List<TimedSegment> segments) {
    return segments.get(segments.size() - 1).end();
  }

  private static boolean isOver(Mpd mpd, double reached) {
    Period last = mpd.periods().get(mpd.periods().size() - 1);
    boolean isReached =
        last.seconds().filter(length -> reached > last.start() + length - SAME).isPresent();
    return !mpd.live() || (!mpd.hasNews() && isReached);
  }

  private static Duration longest(List<TimedSegment> segments) {
    return segments.stream()
        .flatMap(timed -> timed.segment().duration().stream())
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
