package dev.sluice.testkit.fake;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.SidecarSpec;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.RequestField;
import dev.sluice.testkit.sample.MediaSamples;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Copies the bytes of its inputs into the sink, one input after the other, and calls that a
 * transcode. It reports misuse when a caller goes on with a job after the monitor ended it.
 * Thread-safe.
 */
public final class FakeTranscoder implements Transcoder {
  /** The thumbnail of every result whose source has no picture of its own. */
  public static final Transcoder.Picture STILL =
      new Transcoder.Picture(new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2, 3});

  private static final int HEAD = 1024;

  private final MisuseLog misuses = new MisuseLog();
  private final Gate gate = new Gate();
  private final AtomicInteger running = new AtomicInteger();
  private final List<OutputSpec> outputs = new CopyOnWriteArrayList<>();
  private final List<TagOverrides> tags = new CopyOnWriteArrayList<>();
  private final Set<StageMonitor> ended = Collections.synchronizedSet(identitySet());
  private volatile Capabilities capabilities = Capabilities.all();
  private volatile MediaInfo facts = MediaSamples.clip();
  private volatile String plan = "h264:copy aac:copy";
  private volatile List<StreamReport> streams = List.of();
  private volatile List<String> missing = List.of();
  private volatile byte[] subtitles = new byte[0];
  private volatile @Nullable SluiceException failure;
  private volatile long failsAt;
  private volatile long mostBytes = Long.MAX_VALUE;

  /** A transcoder that accepts every input and reports a clip of five seconds, h264 and aac. */
  public FakeTranscoder() {}

  public FakeTranscoder capableOf(Capabilities of) {
    capabilities = of;
    return this;
  }

  /** Sets the media information that every probe returns. */
  public FakeTranscoder withMediaInfo(MediaInfo found) {
    facts = found;
    return this;
  }

  /** Sets the WebVTT text of every stream of subtitles. */
  public FakeTranscoder withSubtitles(String text) {
    subtitles = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  /** Sets the plan that every result reports. */
  public FakeTranscoder withPlan(String done) {
    plan = done;
    return this;
  }

  /**
   * Sets what every result reports of the source's streams, and what it lacks. By default, all are
   * copied and nothing is missing.
   */
  public FakeTranscoder reporting(List<StreamReport> reports, List<String> lacking) {
    streams = List.copyOf(reports);
    missing = List.copyOf(lacking);
    return this;
  }

  /** Makes every transcode fail after this many bytes; {@code null} lets them succeed again. */
  public FakeTranscoder failing(long afterBytes, @Nullable SluiceException with) {
    failsAt = afterBytes;
    failure = with;
    return this;
  }

  /** Limits every result to this many bytes, as if tracks were left out. */
  public FakeTranscoder limitedTo(long bytes) {
    mostBytes = bytes;
    return this;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor) {
    rejectIfEnded(monitor);
    checkInputs(inputs);
    goOnOrThrow(monitor);
    ByteBuffer first = ByteBuffer.allocate(16);
    for (MediaInput input : inputs) {
      if (input.seekable() && input.read(0, first.clear()) < 0) {
        throw empty();
      }
    }
    return facts;
  }

  @Override
  public Transcoder.Plan plan(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
    probe(inputs, monitor);
    checkOutput(output);
    return new Transcoder.Plan(facts, streams(), side(output));
  }

  private List<StreamReport> streams() {
    return streams.isEmpty()
        ? facts.streams().stream().map(StreamReport::copied).toList()
        : streams;
  }

  private Optional<Integer> side(OutputSpec output) {
    List<StreamReport> reports = streams();
    return IntStream.range(0, facts.streams().size())
        .filter(i -> i >= reports.size() || reports.get(i).action() != Action.DROPPED)
        .mapToObj(facts.streams()::get)
        .filter(stream -> stream.kind() == StreamKind.VIDEO && !output.container().audioOnly())
        .map(picture -> Math.min(picture.width(), picture.height()))
        .findFirst();
  }

  @Override
  public Transcoder.Result transcode(
      Transcoder.Task task, ArtifactSink sink, StageMonitor monitor) {
    List<MediaInput> inputs = task.inputs();
    OutputSpec output = task.output();
    rejectIfEnded(monitor);
    checkInputs(inputs);
    outputs.add(output);
    tags.add(task.tags());
    checkOutput(output);
    running.incrementAndGet();
    try {
      monitor.found(facts);
      monitor.planned(streams());
      return copied(task, sink, monitor);
    } finally {
      running.decrementAndGet();
    }
  }

  private Transcoder.Result copied(Transcoder.Task task, ArtifactSink sink, StageMonitor monitor) {
    List<MediaInput> inputs = task.inputs();
    OutputSpec output = task.output();
    sink.begin(HEAD);
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    long written = 0;
    for (MediaInput input : inputs) {
      long position = 0;
      while (true) {
        gate.pass(monitor, () -> false);
        goOnOrThrow(monitor);
        SluiceException set = failure;
        if (set != null && written >= failsAt) {
          throw set.copy();
        }
        int read = readOrRemember(input, position, buffer.clear(), monitor);
        if (read < 0) {
          break;
        }
        buffer.flip().limit((int) Math.min(read, mostBytes - written));
        written += buffer.remaining();
        sink.write(buffer);
        position += read;
        reportProgress(written, inputs, output, monitor);
      }
    }
    if (written == 0) {
      throw empty();
    }
    SidecarSpec sidecars = task.sidecars();
    Optional<Transcoder.Picture> thumbnail =
        sidecars.thumbnail() ? sidecars.picture().or(() -> Optional.of(STILL)) : Optional.empty();
    return new Transcoder.Result(
        facts, plan, streams(), missing, side(output), thumbnail, subtitlesOf(sidecars));
  }

  private Map<Integer, byte[]> subtitlesOf(SidecarSpec sidecars) {
    return sidecars.subtitles().stream()
        .collect(Collectors.toMap(stream -> stream, stream -> subtitles));
  }

  // Fails as every transcoder does for a source that does not fit the request.
  private void checkOutput(OutputSpec output) {
    if (output.container().audioOnly() && facts.first(StreamKind.AUDIO).isEmpty()) {
      throw new SluiceException(
          FailureCode.NO_AUDIO, "The source has no sound; ask for format mp4");
    }
    Optional<Duration> start = output.clip().map(Clip::start);
    Optional<Duration> length = facts.duration();
    if (start.isPresent() && length.isPresent() && start.get().compareTo(length.get()) >= 0) {
      throw new SluiceException(
          FailureCode.CLIP_BEYOND_END,
          "%s is %s, but the source lasts only %s"
              .formatted(
                  RequestField.CLIP_START.option(),
                  new Clip.Timecode(start.get()),
                  new Clip.Timecode(length.get())));
    }
  }

  private int readOrRemember(
      MediaInput input, long position, ByteBuffer buffer, StageMonitor monitor) {
    try {
      return input.read(position, buffer);
    } catch (SluiceException e) {
      if (monitor.cancelled()) {
        ended.add(monitor);
      }
      throw e;
    }
  }

  private Duration lengthOf(OutputSpec output) {
    Duration source = facts.duration().orElse(Duration.ZERO);
    Duration start = output.clip().map(Clip::start).orElse(Duration.ZERO);
    Duration end = output.clip().flatMap(Clip::end).orElse(source);
    return (end.compareTo(source) < 0 ? end : source).minus(start);
  }

  private void reportProgress(
      long written, List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
    long size = inputs.stream().mapToLong(input -> input.size().orElse(0)).sum();
    Duration of = lengthOf(output);
    double part = size == 0 ? 0 : Math.min(1.0, (double) written / size);
    monitor.converted(Duration.ofMillis((long) (of.toMillis() * part)), of);
  }

  private void rejectIfEnded(StageMonitor monitor) {
    if (ended.contains(monitor)) {
      throw misuses.about("used again after it had said that the job is over");
    }
  }

  private void checkInputs(List<MediaInput> inputs) {
    if (inputs.isEmpty() || inputs.size() > 2) {
      throw misuses.about("media has one input or two, not " + inputs.size());
    }
  }

  private void goOnOrThrow(StageMonitor monitor) {
    try {
      monitor.check();
    } catch (SluiceException e) {
      if (monitor != StageMonitor.none()) {
        ended.add(monitor);
      }
      throw e;
    }
  }

  private static SluiceException empty() {
    return new SluiceException(FailureCode.SOURCE_EMPTY, "The source has no bytes at all");
  }

  /** Returns a gate that, while it is closed, blocks every transcode before the next bytes. */
  public Gate gate() {
    return gate;
  }

  /** Returns the tag overrides of all tasks, in order. */
  public List<TagOverrides> tags() {
    return List.copyOf(tags);
  }

  /** Returns the outputs that were requested, in order. */
  public List<OutputSpec> outputs() {
    return List.copyOf(outputs);
  }

  /** Returns what callers did that the port forbids. */
  public List<String> misuses() {
    return misuses.all();
  }

  /** Asserts that no transcode runs and that no caller misused the port. */
  public void assertNothingRuns() {
    if (running.get() != 0) {
      throw new AssertionError(running.get() + " transcodes still run");
    }
    if (!misuses.all().isEmpty()) {
      throw new AssertionError("the transcoder was misused: " + misuses.all());
    }
  }

  // Weak, so that a long test does not keep every monitor; monitors have no equality of their own.
  private static Set<StageMonitor> identitySet() {
    return Collections.newSetFromMap(new WeakHashMap<>());
  }
}
