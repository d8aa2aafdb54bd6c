package dev.sluice.core.engine.limits;

import dev.sluice.core.engine.common.Durations;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.ForwardingMonitor;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamFacts;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.TranscodeResult;
import dev.sluice.core.port.store.UsageStore;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.tenant.TenantQuota;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds one attempt of a job to what its owner may: as early as can be told, and for certain before
 * the file becomes visible. Whoever may everything pays nothing for it.
 *
 * <p>Only what is written counts as the file's size. The source's size is a guess: sound alone, a
 * clip, and a source with tracks that are left behind make smaller files. So by it room is reserved
 * where the picture is copied; refused is by it only where the source holds one picture and at most
 * one compressed sound, both of them taken over whole, and then only if three quarters of it are
 * too much already. A container's own bytes, and a sound that has to be encoded anew, are less than
 * the rest.
 */
public final class QuotaEnforcer {
  /** Room is reserved so far ahead of what is written, so that it is asked for seldom. */
  private static final long STEP = 32L << 20;

  /** What players show and containers round: a file is not too long by this. */
  private static final Duration ROUNDING = Duration.ofSeconds(1);

  /** Sounds that stay about as large, or small beside a picture, if they are encoded anew. */
  private static final Set<String> COMPRESSED =
      Set.of("aac", "mp3", "opus", "vorbis", "ac3", "eac3");

  private final Job job;
  private final TenantQuota allowance;
  private final UsageStore usage;

  /** Of a source whose picture is copied; 0 where nobody knows. */
  private long sourceBytes;

  private long reserved;

  /** What is written of the file. */
  private long file;

  /** What is stored beside the file, which takes room and is no part of it. */
  private long beside;

  public QuotaEnforcer(Job job, TenantQuota allowance, UsageStore usage) {
    this.job = job;
    this.allowance = allowance;
    this.usage = usage;
  }

  /**
   * The source has answered. Where it is copied, the file may be as large: its room is reserved
   * before the first byte, lest many jobs find out together at their ends. If there is not so much,
   * it is asked for as the file grows.
   */
  public void opened(Media media) {
    List<MediaInput> inputs = media.inputs();
    boolean known = inputs.stream().allMatch(input -> input.size().isPresent());
    if (!known || !isCopied() || job.request().output().clip().isPresent()) {
      return;
    }
    sourceBytes = inputs.stream().mapToLong(input -> input.size().getAsLong()).sum();
    boolean mayBeSoLarge = allowance.fileBytes().map(most -> sourceBytes <= most).orElse(true);
    if (mayBeSoLarge) {
      allowance.storageBytes().ifPresent(limit -> reserve(sourceBytes, limit));
    }
  }

  /** The monitor, told of the limits that the media itself may break. */
  public StageMonitor over(RunMonitor monitor) {
    return allowance.equals(TenantQuota.UNLIMITED) ? monitor : new QuotaMonitor(monitor, this);
  }

  /** The sink, which takes no more bytes than are allowed. */
  public ArtifactSink over(ArtifactSink sink) {
    return allowance.fileBytes().isEmpty() && allowance.storageBytes().isEmpty()
        ? sink
        : new QuotaSink(sink, this);
  }

  /** What the source holds is known. */
  void found(MediaInfo facts) {
    if (isTakenWhole(facts)) {
      need(sourceBytes - sourceBytes / 4, 0);
    }
    facts.duration().map(this::ofResult).filter(this::isTooLong).ifPresent(this::refuseLength);
    OutputSpec output = job.request().output();
    // Under AUTO only the result tells.
    if (output.container().audioOnly() || output.videoCodec() == VideoCodec.AUTO) {
      return;
    }
    facts
        .first(StreamKind.VIDEO)
        .map(picture -> Math.min(picture.width(), picture.height()))
        .map(
            side ->
                isCopied()
                    ? side
                    : Math.min(
                        side, output.maxResolution().map(most -> most.shorterSide()).orElse(side)))
        .ifPresent(this::requireSide);
  }

  /** The result is written, and not visible yet. */
  public void made(TranscodeResult result) {
    result.shorterSide().ifPresent(this::requireSide);
  }

  /** So much of the result is written; a source may not have said how long it is. */
  Optional<SluiceException> converted(Duration upTo) {
    return isTooLong(upTo) ? Optional.of(tooLong(upTo)) : Optional.empty();
  }

  /**
   * So many bytes are to be stored beside the file.
   *
   * @throws SluiceException if there is no room for them
   */
  public void besides(long bytes) {
    beside += bytes;
    room(file + beside, 0);
  }

  /** So many bytes in all are to be written. */
  void written(long bytes) {
    file = bytes;
    need(bytes, STEP);
  }

  private boolean isCopied() {
    OutputSpec output = job.request().output();
    return output.videoCodec() == VideoCodec.COPY && !output.container().audioOnly();
  }

  private boolean isTakenWhole(MediaInfo facts) {
    List<StreamFacts> sounds =
        facts.streams().stream().filter(each -> each.kind() == StreamKind.AUDIO).toList();
    boolean nothingElse =
        sounds.size() <= 1
            && facts.first(StreamKind.VIDEO).isPresent()
            && facts.streams().size() == 1 + sounds.size();
    return nothingElse
        && job.request().output().audioCodec() == AudioCodec.COPY
        && sounds.stream().allMatch(sound -> COMPRESSED.contains(sound.codec()));
  }

  private Duration ofResult(Duration source) {
    Optional<Clip> clip = job.request().output().clip();
    Duration end = clip.flatMap(Clip::end).filter(to -> to.compareTo(source) < 0).orElse(source);
    return end.minus(clip.map(Clip::start).orElse(Duration.ZERO));
  }

  private boolean isTooLong(Duration length) {
    return allowance
        .duration()
        .filter(most -> length.compareTo(most.plus(ROUNDING)) > 0)
        .isPresent();
  }

  private void refuseLength(Duration length) {
    throw tooLong(length);
  }

  private SluiceException tooLong(Duration length) {
    return new SluiceException(
        FailureCode.MEDIA_TOO_LONG,
        "The media is at least %s long and %s are allowed; ask for a clip of it"
            .formatted(
                Durations.inWords(length), Durations.inWords(allowance.duration().orElseThrow())));
  }

  private void requireSide(int side) {
    Optional<Integer> most = allowance.shorterSide().filter(limit -> side > limit);
    if (most.isPresent()) {
      throw new SluiceException(
          FailureCode.PICTURE_TOO_LARGE,
          ("The picture would be %dp and %dp are allowed; ask for an encoded picture"
                  + " (a video codec other than copy) with a maximum resolution of no more")
              .formatted(side, most.get()));
    }
  }

  private void need(long bytes, long ahead) {
    Optional<Long> mostBytes = allowance.fileBytes().filter(limit -> bytes > limit);
    if (mostBytes.isPresent()) {
      throw new SluiceException(
          FailureCode.FILE_TOO_LARGE,
          "The file has at least %,d bytes and %,d are allowed".formatted(bytes, mostBytes.get()));
    }
    room(bytes + beside, ahead);
  }

  private void room(long bytes, long ahead) {
    if (allowance.storageBytes().isEmpty() || bytes <= reserved) {
      return;
    }
    long limit = allowance.storageBytes().get();
    // What is reserved ahead must not refuse what would fit.
    if (!reserve(bytes + ahead, limit) && (ahead == 0 || !reserve(bytes, limit))) {
      throw QuotaCheck.exceeded(usage, job.owner(), limit);
    }
  }

  private boolean reserve(long bytes, long limit) {
    UsageStore.Room room = usage.reserveRoom(job, bytes, limit);
    if (room == UsageStore.Room.LOST) {
      throw new SluiceException(FailureCode.INTERRUPTED, "The job is no longer this worker's");
    }
    if (room == UsageStore.Room.RESERVED) {
      reserved = bytes;
    }
    return room == UsageStore.Room.RESERVED;
  }

  /** A monitor that ends the job when its media is found to be more than is allowed. */
  private static final class QuotaMonitor extends ForwardingMonitor {
    private final RunMonitor monitor;
    private final QuotaEnforcer limits;

    QuotaMonitor(RunMonitor monitor, QuotaEnforcer limits) {
      super(monitor);
      this.monitor = monitor;
      this.limits = limits;
    }

    @Override
    public void found(MediaInfo facts) {
      limits.found(facts);
    }

    @Override
    public void converted(Duration upTo, Duration of) {
      super.converted(upTo, of);
      limits.converted(upTo).ifPresent(monitor::end);
    }
  }

  /** A sink that asks before it takes more bytes. */
  private static final class QuotaSink implements ArtifactSink {
    private final ArtifactSink sink;
    private final QuotaEnforcer limits;

    QuotaSink(ArtifactSink sink, QuotaEnforcer limits) {
      this.sink = sink;
      this.limits = limits;
    }

    @Override
    public void begin(int head) {
      sink.begin(head);
    }

    @Override
    public void write(ByteBuffer bytes) {
      limits.written(sink.written() + bytes.remaining());
      sink.write(bytes);
    }

    @Override
    public void rewrite(long position, ByteBuffer bytes) {
      sink.rewrite(position, bytes);
    }

    @Override
    public long written() {
      return sink.written();
    }

    @Override
    public long commit() {
      return sink.commit();
    }

    @Override
    public void close() {
      sink.close();
    }
  }
}
