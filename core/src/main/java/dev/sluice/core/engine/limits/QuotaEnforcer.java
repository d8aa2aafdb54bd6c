package dev.sluice.core.engine.limits;

import dev.sluice.core.engine.common.Outage;
import dev.sluice.core.engine.common.RunMonitor;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.store.UsageStore;
import dev.sluice.core.port.store.UsageStore.Reservation;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.tenant.TenantQuota;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Enforces the quota of a tenant on one attempt of a job: as early as possible, and in any case
 * before the file becomes visible. Costs nothing without a quota. Not thread-safe.
 *
 * <p>Only the bytes written count as the size of the file. The size of the source is an estimate,
 * since audio alone, a clip, and dropped tracks make smaller files. Room is reserved by it when
 * video is copied. It rejects a job only if the source holds one video and at most one compressed
 * audio stream, both are copied whole, and three quarters of it already exceed the limit; the
 * container and re-encoded audio account for less than the remaining quarter.
 */
public final class QuotaEnforcer {
  /** How far ahead of the bytes written room is reserved, to keep reservations rare. */
  private static final long STEP = 32L << 20;

  /** Audio codecs whose streams stay about as large when they are re-encoded. */
  private static final Set<String> COMPRESSED =
      Set.of("aac", "mp3", "opus", "vorbis", "ac3", "eac3");

  private final Job job;
  private final TenantQuota quota;
  private final UsageStore usage;
  private final Outage database;
  private final RunMonitor monitor;

  /** The size of a source whose video is copied; 0 if unknown. */
  private long sourceBytes;

  private long reserved;

  /** The bytes of the file written so far. */
  private long fileBytes;

  /** The bytes of its sidecars, which take room but are no part of the file. */
  private long sidecarBytes;

  /**
   * @param database the outage of the usage store; reservations wait for its end
   */
  public QuotaEnforcer(
      Job job, TenantQuota quota, UsageStore usage, Outage database, RunMonitor monitor) {
    this.job = job;
    this.quota = quota;
    this.usage = usage;
    this.database = database;
    this.monitor = monitor;
  }

  /**
   * Reserves room for the file before its first byte if the source is copied, so that many jobs do
   * not exceed the quota together at their ends. If there is not enough room, it is reserved as the
   * file grows.
   */
  public void reserveFor(Media media) {
    List<MediaInput> inputs = media.inputs();
    boolean known = inputs.stream().allMatch(input -> input.size().isPresent());
    if (!known || !isCopied() || job.request().output().clip().isPresent()) {
      return;
    }
    sourceBytes = inputs.stream().mapToLong(input -> input.size().getAsLong()).sum();
    boolean mayBeSoLarge = quota.fileBytes().map(most -> sourceBytes <= most).orElse(true);
    if (mayBeSoLarge) {
      quota.storageBytes().ifPresent(limit -> reserve(sourceBytes, limit));
    }
  }

  /** Returns a monitor that checks the source against the quota as it is converted. */
  public StageMonitor monitoring(RunMonitor monitor) {
    return quota.equals(TenantQuota.UNLIMITED) ? monitor : new QuotaMonitor(monitor, this);
  }

  /** Returns a sink that takes no more bytes than the quota allows. */
  public ArtifactSink limiting(ArtifactSink sink) {
    return quota.fileBytes().isEmpty() && quota.storageBytes().isEmpty()
        ? sink
        : new QuotaSink(sink, this);
  }

  /** Checks the source once its streams are known. */
  void checkSource(MediaInfo info) {
    if (isTakenWhole(info)) {
      ensureAllowed(sourceBytes - sourceBytes / 4, 0);
    }
    info.duration()
        .map(this::durationOfResult)
        .filter(this::isTooLong)
        .ifPresent(this::rejectDuration);
  }

  /** Checks the videos that are taken, once it is known which: a source may have others. */
  void checkPlan(MediaInfo info, List<StreamReport> plan) {
    OutputSpec output = job.request().output();
    // Under AUTO only the result shows the size of the video.
    if (output.container().audioOnly() || output.videoCodec() == VideoCodec.AUTO) {
      return;
    }
    IntStream.range(0, Math.min(info.streams().size(), plan.size()))
        .filter(i -> plan.get(i).action() != Action.DROPPED)
        .mapToObj(info.streams()::get)
        .filter(stream -> stream.kind() == StreamKind.VIDEO)
        .map(picture -> Math.min(picture.width(), picture.height()))
        .map(
            side ->
                isCopied()
                    ? side
                    : Math.min(
                        side, output.maxResolution().map(most -> most.shorterSide()).orElse(side)))
        .forEach(this::requireSide);
  }

  /** Checks the result before it becomes visible. */
  public void checkResult(Transcoder.Result result) {
    result.shorterSide().ifPresent(this::requireSide);
  }

  /** Returns a failure if the result is too long, since a source may not announce its duration. */
  Optional<SluiceException> converted(Duration upTo) {
    return isTooLong(upTo) ? Optional.of(tooLong(upTo)) : Optional.empty();
  }

  /**
   * Reserves room for a sidecar of this many bytes.
   *
   * @throws SluiceException if there is no room for them
   */
  public void reserveSidecar(long bytes) {
    sidecarBytes += bytes;
    ensureRoom(fileBytes + sidecarBytes, 0);
  }

  /** Checks the total number of bytes of the file before they are written. */
  void checkWritten(long bytes) {
    fileBytes = bytes;
    ensureAllowed(bytes, STEP);
  }

  private boolean isCopied() {
    OutputSpec output = job.request().output();
    return output.videoCodec() == VideoCodec.COPY && !output.container().audioOnly();
  }

  private boolean isTakenWhole(MediaInfo info) {
    List<StreamInfo> audio =
        info.streams().stream().filter(each -> each.kind() == StreamKind.AUDIO).toList();
    boolean nothingElse =
        audio.size() <= 1
            && info.first(StreamKind.VIDEO).isPresent()
            && info.streams().size() == 1 + audio.size();
    return nothingElse
        && job.request().output().audioCodec() == AudioCodec.COPY
        && audio.stream().allMatch(stream -> COMPRESSED.contains(stream.codec()));
  }

  private Duration durationOfResult(Duration source) {
    return QuotaFailures.durationOfResult(source, job.request().output());
  }

  private boolean isTooLong(Duration length) {
    return QuotaFailures.isTooLong(length, quota);
  }

  private void rejectDuration(Duration length) {
    throw tooLong(length);
  }

  private SluiceException tooLong(Duration length) {
    return QuotaFailures.tooLong(length, quota.duration().orElseThrow());
  }

  private void requireSide(int side) {
    Optional<Integer> most = quota.shorterSide().filter(limit -> side > limit);
    if (most.isPresent()) {
      throw QuotaFailures.tooLarge(side, most.get());
    }
  }

  private void ensureAllowed(long bytes, long ahead) {
    Optional<Long> mostBytes = quota.fileBytes().filter(limit -> bytes > limit);
    if (mostBytes.isPresent()) {
      throw QuotaFailures.fileTooLarge("has at least", bytes, mostBytes.get());
    }
    ensureRoom(bytes + sidecarBytes, ahead);
  }

  private void ensureRoom(long bytes, long ahead) {
    if (quota.storageBytes().isEmpty() || bytes <= reserved) {
      return;
    }
    long limit = quota.storageBytes().get();
    // Room ahead must not reject what would fit.
    if (!reserve(bytes + ahead, limit) && (ahead == 0 || !reserve(bytes, limit))) {
      throw QuotaCheck.exceeded(usage, job.tenant(), limit);
    }
  }

  private boolean reserve(long bytes, long limit) {
    Reservation reservation = database.waitingFor(monitor, () -> usage.reserve(job, bytes, limit));
    if (reservation == Reservation.LOST) {
      SluiceException lost =
          new SluiceException(FailureCode.INTERRUPTED, "The job is no longer this worker's");
      // Without a reason the end would count as a fault of an adapter.
      monitor.end(lost);
      throw lost;
    }
    if (reservation == Reservation.RESERVED) {
      reserved = bytes;
    }
    return reservation == Reservation.RESERVED;
  }

  /** A monitor that ends the job when its media exceeds the quota. */
  private static final class QuotaMonitor extends StageMonitor.Forwarding {
    private final RunMonitor monitor;
    private final QuotaEnforcer limits;
    private volatile Optional<MediaInfo> source = Optional.empty();

    QuotaMonitor(RunMonitor monitor, QuotaEnforcer limits) {
      super(monitor);
      this.monitor = monitor;
      this.limits = limits;
    }

    @Override
    public void found(MediaInfo info) {
      source = Optional.of(info);
      limits.checkSource(info);
    }

    @Override
    public void planned(List<StreamReport> streams) {
      super.planned(streams);
      source.ifPresent(info -> limits.checkPlan(info, streams));
    }

    @Override
    public void converted(Duration upTo, Duration of) {
      super.converted(upTo, of);
      limits.converted(upTo).ifPresent(monitor::end);
    }
  }

  /** A sink that checks the quota before it takes more bytes. */
  private static final class QuotaSink implements ArtifactSink {
    private final ArtifactSink sink;
    private final QuotaEnforcer limits;

    QuotaSink(ArtifactSink sink, QuotaEnforcer limits) {
      this.sink = sink;
      this.limits = limits;
    }

    @Override
    public void expect(long bytes) {
      sink.expect(bytes);
    }

    @Override
    public void begin(int head) {
      sink.begin(head);
    }

    @Override
    public void write(ByteBuffer bytes) {
      limits.checkWritten(sink.written() + bytes.remaining());
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
