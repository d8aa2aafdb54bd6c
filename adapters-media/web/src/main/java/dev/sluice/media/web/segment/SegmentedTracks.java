package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Opens one track of segments, or separate picture and sound, as one media. Used once. */
public final class SegmentedTracks {
  /** How many segments the tracks may have that have ended: they are listed in memory. */
  private static final int MAX_LISTED = 5 * SegmentList.MAX_SIZE;

  private final HttpFiles files;
  private final Executor executor;
  private final StageMonitor monitor;
  private final FetchScope scope;
  private final SegmentProgress progress;
  private final SegmentOpener segments;
  private final List<SegmentedInput> inputs = new ArrayList<>();
  private boolean isIncompleteAllowed;
  private Optional<Rendition> description = Optional.empty();
  private List<SubtitleTrack> subtitles = List.of();
  private final Map<SourceUrl, Function<StageMonitor, Media>> texts = new HashMap<>();
  private List<StreamReport> others = List.of();
  private int listed;
  private final List<LiveSegments> recorded = new CopyOnWriteArrayList<>();

  /**
   * Creates media without tracks.
   *
   * @param executor loads segments: up to eight at a time for each track
   * @param scope closed with the media; the caller closes it if a method here throws
   */
  public SegmentedTracks(
      HttpFiles files, Executor executor, StageMonitor monitor, FetchScope scope) {
    this.files = files;
    this.executor = executor;
    this.monitor = monitor;
    this.scope = scope;
    this.progress = new SegmentProgress(monitor, files.settings().maxSourceBytes());
    this.segments = new SegmentOpener(files, scope);
  }

  /** Sets whether the tracks that are added after this call leave out what the origin lacks. */
  public void allowIncomplete(boolean isAllowed) {
    isIncompleteAllowed = isAllowed;
  }

  /** Sets how the manifest describes the tracks that are added after this call. */
  public void describe(Optional<Rendition> rendition) {
    description = rendition;
  }

  /** Sets subtitles from separate files, and the renditions that were not taken. */
  public void others(List<SubtitleTrack> separate, List<StreamReport> renditions) {
    subtitles = separate;
    others = renditions;
  }

  /**
   * Adds a live track, in the order of {@link Media#inputs()}, and begins to follow it.
   *
   * @param uri the manifest's address, for messages
   * @param now the segments that are available
   * @param reload returns the segments that are available later; its failures may be transient
   * @param renewal gives further addresses of segments
   * @param maxSilence how long no new segment may come
   */
  public void record(
      URI uri,
      SegmentWindow now,
      Supplier<SegmentWindow> reload,
      LiveRecording recording,
      SegmentRenewal renewal,
      Duration maxSilence) {
    segments.addRenewal(renewal);
    AtomicReference<Runnable> wake = new AtomicReference<>(() -> {});
    LiveSegments source =
        new LiveSegments(
            uri, reload, scope, recording, maxSilence, () -> wake.get().run(), this::finish);
    recorded.add(source);
    // The last segment may reach beyond the limit.
    Optional<Duration> longest =
        recording.most().map(most -> most.plus(now.target().multipliedBy(2)));
    wake.set(add(source, Optional.empty(), longest));
    StageMonitor.Registration stopRequest = monitor.onFinish(source::finish);
    scope.onEnd(stopRequest::close);
    executor.execute(() -> source.follow(now));
  }

  /** Ends all tracks: picture and sound end together. */
  private void finish() {
    recorded.forEach(LiveSegments::finish);
  }

  private Runnable add(
      SegmentSource source, Optional<Duration> duration, Optional<Duration> longest) {
    progress.inputOpened();
    scope.reserve(InputMemory.LEAST, "all tracks of the stream");
    SegmentedInput input =
        new SegmentedInput(
            source,
            duration,
            longest,
            description,
            isIncompleteAllowed,
            segments,
            executor,
            progress,
            scope,
            new InputMemory(scope.memory()));
    inputs.add(input);
    return input::changed;
  }

  /** Adds a track that has ended, in the order of {@link Media#inputs()}. */
  public void add(List<Segment> all) {
    add(all, SegmentRenewal.NONE);
  }

  /** Adds a track that has ended, whose links may expire while they are read. */
  public void add(List<Segment> all, SegmentRenewal renewal) {
    segments.addRenewal(renewal);
    SegmentList packed = SegmentList.of(all);
    listed += packed.size();
    if (listed > MAX_LISTED) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "The tracks of the stream have more than " + MAX_LISTED + " segments altogether");
    }
    scope.reserve(packed.bytes(), "the lists of the stream's segments");
    // A playlist may not know how long a segment is.
    Optional<Duration> length = packed.duration();
    add(SegmentSource.of(packed, renewal), length, length);
  }

  /**
   * Opens a segment of a track that has not been added yet; its first byte has come when this
   * returns.
   */
  public InputStream open(Segment segment, SegmentRenewal renewal) throws IOException {
    segments.addRenewal(renewal);
    return segments.open(segment);
  }

  /** Adds subtitles in segments, which are read when somebody opens them. */
  public void addSubtitles(SubtitleTrack track, List<Segment> all, SegmentRenewal renewal) {
    scope.reserve(SegmentList.of(all).bytes(), "the lists of the subtitles' segments");
    texts.put(
        track.url(),
        textMonitor -> {
          FetchScope textScope = new FetchScope(textMonitor);
          SegmentedTracks text = new SegmentedTracks(files, executor, textMonitor, textScope);
          try {
            text.add(all, renewal);
            return text.open();
          } catch (RuntimeException e) {
            textScope.close();
            throw e;
          }
        });
    subtitles = Stream.concat(subtitles.stream(), Stream.of(track)).toList();
  }

  /** Adds a sentence about what the track that was added last lacks. */
  public void lacks(String sentence) {
    inputs.get(inputs.size() - 1).lacks(sentence);
  }

  /** Opens the media; the first bytes of each track have come when this returns. */
  public Media open() {
    inputs.forEach(SegmentedInput::begin);
    inputs.forEach(SegmentedInput::awaitFirst);
    return new SegmentedMedia(scope, inputs, subtitles, others, texts);
  }
}
