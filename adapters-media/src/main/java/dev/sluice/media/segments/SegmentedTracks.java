package dev.sluice.media.segments;

import dev.sluice.core.port.Media;
import dev.sluice.core.port.Media.SubtitleTrack;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.media.http.FetchScope;
import dev.sluice.media.http.HttpFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Opens one run of segments, or picture and sound apart, as one media. Used once. */
public final class SegmentedTracks {
  private final Executor executor;
  private final FetchScope scope;
  private final Downloaded downloaded;
  private final Segments segments;
  private final List<SegmentedInput> inputs = new ArrayList<>();

  /**
   * @param executor runs what loads: up to eight loads for each track
   * @param scope ends with the media; it is the caller's if anything here throws
   */
  public SegmentedTracks(
      HttpFiles files, Executor executor, StageMonitor monitor, FetchScope scope) {
    this.executor = executor;
    this.scope = scope;
    this.downloaded = new Downloaded(monitor, files.settings().maxSourceBytes());
    this.segments = new Segments(files, scope);
  }

  /**
   * Adds a track whose segments are not all known, in the order of {@link Media#inputs()}.
   *
   * @param longest how long it lasts at most, where that is known
   * @return to be run when its source has more segments, or none any more
   */
  public Runnable add(SegmentSource source, Optional<Duration> longest) {
    return add(source, Optional.empty(), longest);
  }

  private Runnable add(
      SegmentSource source, Optional<Duration> duration, Optional<Duration> longest) {
    downloaded.opened();
    SegmentedInput input =
        new SegmentedInput(source, duration, longest, segments, executor, downloaded, scope);
    inputs.add(input);
    return input::changed;
  }

  /** Adds a track of which all segments are known, in the order of {@link Media#inputs()}. */
  public void add(List<Segment> all) {
    add(all, SegmentRenewal.NONE);
  }

  /** The same where links may expire while they are read. */
  public void add(List<Segment> all, SegmentRenewal renewal) {
    segments.renewedBy(renewal);
    Duration sum =
        all.stream()
            .flatMap(segment -> segment.duration().stream())
            .reduce(Duration.ZERO, Duration::plus);
    Optional<Duration> length = sum.isZero() ? Optional.empty() : Optional.of(sum);
    add(SegmentSource.of(all), length, length);
  }

  /** When this returns, the first bytes of each track are there. */
  public Media open() {
    return open(List.of());
  }

  /** The same with subtitles that lie beside the tracks. */
  public Media open(List<SubtitleTrack> words) {
    inputs.forEach(SegmentedInput::begin);
    inputs.forEach(SegmentedInput::awaitFirst);
    return new SegmentedMedia(scope, inputs, words);
  }
}
