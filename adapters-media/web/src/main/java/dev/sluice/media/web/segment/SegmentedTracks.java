package dev.sluice.media.web.segment;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Opens one run of segments, or picture and sound apart, as one media. Used once. */
public final class SegmentedTracks {
  private final Executor executor;
  private final StageMonitor monitor;
  private final FetchScope scope;
  private final SegmentProgress downloaded;
  private final SegmentOpener segments;
  private final List<SegmentedInput> inputs = new ArrayList<>();
  private final List<LiveSegments> recorded = new CopyOnWriteArrayList<>();

  /**
   * @param executor runs what loads: up to eight loads for each track
   * @param scope ends with the media; it is the caller's if anything here throws
   */
  public SegmentedTracks(
      HttpFiles files, Executor executor, StageMonitor monitor, FetchScope scope) {
    this.executor = executor;
    this.monitor = monitor;
    this.scope = scope;
    this.downloaded = new SegmentProgress(monitor, files.settings().maxSourceBytes());
    this.segments = new SegmentOpener(files, scope);
  }

  /**
   * Adds a track that goes on, in the order of {@link Media#inputs()}, and begins to follow it.
   *
   * @param place what is looked at, for what is said of it
   * @param now what there is
   * @param look what there is later; what it throws may pass
   * @param longestSilence how long it may bring nothing new
   */
  public void record(
      URI place,
      SegmentWindow now,
      Supplier<SegmentWindow> look,
      LiveRecording wanted,
      Duration longestSilence) {
    AtomicReference<Runnable> wake = new AtomicReference<>(() -> {});
    LiveSegments source =
        new LiveSegments(
            place, look, scope, wanted, longestSilence, () -> wake.get().run(), this::finish);
    recorded.add(source);
    // The last segment may reach beyond.
    Optional<Duration> longest = wanted.most().map(most -> most.plus(now.target().multipliedBy(2)));
    wake.set(add(source, Optional.empty(), longest));
    StageMonitor.Registration wish = monitor.onFinish(source::finish);
    scope.onEnd(wish::close);
    executor.execute(() -> source.follow(now));
  }

  /** A picture without its sound is nothing to go on with. */
  private void finish() {
    recorded.forEach(LiveSegments::finish);
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
