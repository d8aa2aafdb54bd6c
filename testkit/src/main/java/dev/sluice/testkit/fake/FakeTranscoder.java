package dev.sluice.testkit.fake;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.Picture;
import dev.sluice.core.port.media.SidecarSpec;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.TagOverrides;
import dev.sluice.core.port.media.TranscodeResult;
import dev.sluice.core.port.media.TranscodeTask;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.Timecode;
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

/**
 * Copies the bytes of its inputs into the sink, one input after the other, and calls that a
 * transcode. It complains when it is used again for a job after it has said that the job is over.
 * Thread-safe.
 */
public final class FakeTranscoder implements Transcoder {
  /** What stands for every result whose source has no picture of its own. */
  public static final Picture STILL = new Picture(new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2, 3});

  private static final int HEAD = 1024;

  private final Complaints complaints = new Complaints();
  private final Gate gate = new Gate();
  private final AtomicInteger running = new AtomicInteger();
  private final List<OutputSpec> asked = new CopyOnWriteArrayList<>();
  private final List<TagOverrides> tags = new CopyOnWriteArrayList<>();
  private final Set<StageMonitor> over = Collections.synchronizedSet(identitySet());
  private volatile Capabilities capabilities = Capabilities.all();
  private volatile MediaInfo facts = MediaSamples.clip();
  private volatile String plan = "h264:copy aac:copy";
  private volatile byte[] words = new byte[0];
  private volatile SluiceException failure;
  private volatile long failsAt;
  private volatile long mostBytes = Long.MAX_VALUE;

  /** Takes everything, and finds a five-second clip of 320 by 180 with h264 and aac in it. */
  public FakeTranscoder() {}

  public FakeTranscoder capableOf(Capabilities of) {
    capabilities = of;
    return this;
  }

  /** What every probe finds from now on. */
  public FakeTranscoder finding(MediaInfo found) {
    facts = found;
    return this;
  }

  /** What every stream of subtitles says from now on, as WebVTT. */
  public FakeTranscoder wording(String text) {
    words = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  /** What every result says was done. */
  public FakeTranscoder saying(String done) {
    plan = done;
    return this;
  }

  /**
   * From now on every transcode fails when it has written this many bytes; {@code null} ends it.
   */
  public FakeTranscoder failing(long afterBytes, SluiceException with) {
    failsAt = afterBytes;
    failure = with;
    return this;
  }

  /** From now on every result has no more than so many bytes, as if tracks were left behind. */
  public FakeTranscoder leavingBehindAllBut(long bytes) {
    mostBytes = bytes;
    return this;
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor) {
    refuseIfOver(monitor);
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
  public TranscodeResult transcode(TranscodeTask task, ArtifactSink sink, StageMonitor monitor) {
    List<MediaInput> inputs = task.inputs();
    OutputSpec output = task.output();
    refuseIfOver(monitor);
    checkInputs(inputs);
    asked.add(output);
    tags.add(task.tags());
    refuseWhatCannotBe(output);
    running.incrementAndGet();
    try {
      monitor.found(facts);
      return copied(task, sink, monitor);
    } finally {
      running.decrementAndGet();
    }
  }

  private TranscodeResult copied(TranscodeTask task, ArtifactSink sink, StageMonitor monitor) {
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
        if (failure != null && written >= failsAt) {
          throw failure.anew();
        }
        int read = readOrRemember(input, position, buffer.clear(), monitor);
        if (read < 0) {
          break;
        }
        buffer.flip().limit((int) Math.min(read, mostBytes - written));
        written += buffer.remaining();
        sink.write(buffer);
        position += read;
        tellProgress(written, inputs, output, monitor);
      }
    }
    if (written == 0) {
      throw empty();
    }
    Optional<Integer> side =
        facts
            .first(StreamKind.VIDEO)
            .filter(picture -> !output.container().audioOnly())
            .map(picture -> Math.min(picture.width(), picture.height()));
    SidecarSpec beside = task.sidecars();
    Optional<Picture> thumbnail =
        beside.thumbnail() ? beside.picture().or(() -> Optional.of(STILL)) : Optional.empty();
    return new TranscodeResult(facts, plan, side, thumbnail, words(beside));
  }

  private Map<Integer, byte[]> words(SidecarSpec beside) {
    return beside.subtitles().stream().collect(Collectors.toMap(stream -> stream, stream -> words));
  }

  // What every transcoder refuses by what the source holds.
  private void refuseWhatCannotBe(OutputSpec output) {
    if (output.container().audioOnly() && facts.first(StreamKind.AUDIO).isEmpty()) {
      throw new SluiceException(
          FailureCode.NO_AUDIO, "The source has no sound; ask for format mp4");
    }
    Optional<Duration> start = output.clip().map(Clip::start);
    Optional<Duration> length = facts.duration();
    if (start.isPresent() && length.isPresent() && start.get().compareTo(length.get()) >= 0) {
      throw new SluiceException(
          FailureCode.CLIP_BEYOND_END,
          "clip_start is %s, but the source lasts only %s"
              .formatted(new Timecode(start.get()), new Timecode(length.get())));
    }
  }

  private int readOrRemember(
      MediaInput input, long position, ByteBuffer buffer, StageMonitor monitor) {
    try {
      return input.read(position, buffer);
    } catch (SluiceException e) {
      if (monitor.cancelled()) {
        over.add(monitor);
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

  private void tellProgress(
      long written, List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
    long size = inputs.stream().mapToLong(input -> input.size().orElse(0)).sum();
    Duration of = lengthOf(output);
    double part = size == 0 ? 0 : Math.min(1.0, (double) written / size);
    monitor.converted(Duration.ofMillis((long) (of.toMillis() * part)), of);
  }

  private void refuseIfOver(StageMonitor monitor) {
    if (over.contains(monitor)) {
      throw complaints.about("used again after it had said that the job is over");
    }
  }

  private void checkInputs(List<MediaInput> inputs) {
    if (inputs.isEmpty() || inputs.size() > 2) {
      throw complaints.about("media has one input or two, not " + inputs.size());
    }
  }

  private void goOnOrThrow(StageMonitor monitor) {
    try {
      monitor.check();
    } catch (SluiceException e) {
      if (monitor != StageMonitor.none()) {
        over.add(monitor);
      }
      throw e;
    }
  }

  private static SluiceException empty() {
    return new SluiceException(FailureCode.SOURCE_EMPTY, "The source has no bytes at all");
  }

  /** Closed, it holds up whoever transcodes, before the next bytes. */
  public Gate gate() {
    return gate;
  }

  /** What the results were to say of themselves, in order. */
  public List<TagOverrides> tags() {
    return List.copyOf(tags);
  }

  /** What was asked of it, in order. */
  public List<OutputSpec> asked() {
    return List.copyOf(asked);
  }

  /** What a caller did that it may not. */
  public List<String> complaints() {
    return complaints.all();
  }

  /** No transcode runs, and nobody broke a rule. */
  public void assertNothingRuns() {
    if (running.get() != 0) {
      throw new AssertionError(running.get() + " transcodes still run");
    }
    if (!complaints.all().isEmpty()) {
      throw new AssertionError("the transcoder complains: " + complaints.all());
    }
  }

  // Weak, so that a long test does not keep every monitor; monitors have no equality of their own.
  private static Set<StageMonitor> identitySet() {
    return Collections.newSetFromMap(new WeakHashMap<>());
  }
}
