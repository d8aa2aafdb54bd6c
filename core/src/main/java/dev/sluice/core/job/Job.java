package dev.sluice.core.job;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A job: a request, and the state of its execution. Immutable: each move returns the next version,
 * and a store accepts a version only if it holds the previous one.
 *
 * @param retryOf the failed job that this job retries
 * @param attempt the number of claims so far, which serves as the fencing number; 0 before the
 *     first claim
 * @param lostLeases the number of attempts whose worker died while it ran them
 * @param deathsAlone the number of attempts whose worker died while it ran nothing else
 * @param excused the other attempts that do not count, since the job was not at fault
 * @param isAlone whether the attempt runs {@linkplain #startedAlone alone}
 * @param version 0 when submitted, incremented by every move
 * @param dueAt the earliest time of a claim: the submit, the end of the pause before a retry, or
 *     {@link #WHEN_STARTED}
 * @param startedAt the time at which the last attempt was claimed
 * @param finishedAt the time at which the job reached a final status
 * @param lease present exactly while the job is Processing
 * @param progress the progress, including the current step, in every status
 * @param artifact present once the job is Completed, until its file is deleted
 * @param expiredAt when the file was deleted because its time was over, if it was
 * @param streams what became of each stream of the source, at most {@value #MOST_STREAMS}; empty
 *     until it is known
 * @param missing what the result lacks although it was asked for, one sentence each
 * @param storage the destination of its object; empty for the default storage
 * @param episode the episode of a show that the job is for, if any
 * @param failure the reason why the job failed; while the job waits for a retry, that of its last
 *     attempt
 */
public record Job(
    JobId id,
    TenantId tenant,
    JobRequest request,
    Optional<BatchId> batch,
    Optional<JobId> retryOf,
    JobStatus status,
    int attempt,
    int lostLeases,
    int deathsAlone,
    Excuses excused,
    boolean isAlone,
    long version,
    Instant createdAt,
    Instant dueAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<Lease> lease,
    Progress progress,
    SourceSummary source,
    Optional<Artifact> artifact,
    Optional<Instant> expiredAt,
    List<StreamReport> streams,
    List<String> missing,
    Optional<Failure> failure,
    Timings timings,
    Optional<JobDestination> storage,
    Optional<Episode> episode) {
  /** The largest number of streams that a job reports. */
  public static final int MOST_STREAMS = 200;

  /** How long after its start an attempt that runs alone answers for the death of its worker. */
  public static final Duration TIME_ALONE = Duration.ofMinutes(10);

  /** A job whose workers died so often is suspect. */
  private static final int SUSPICIOUS_DEATHS = 2;

  /** The due time of a job of a paused batch; no clock ever reaches it. */
  public static final Instant WHEN_STARTED = Instant.parse("9999-12-31T23:59:59Z");

  public Job {
    Objects.requireNonNull(id);
    Objects.requireNonNull(tenant);
    Objects.requireNonNull(request);
    Objects.requireNonNull(status);
    Objects.requireNonNull(excused);
    Objects.requireNonNull(source);
    streams = List.copyOf(streams.subList(0, Math.min(MOST_STREAMS, streams.size())));
    missing = List.copyOf(missing);
    Objects.requireNonNull(storage);
    Objects.requireNonNull(episode);
    if ((status == JobStatus.PROCESSING) != lease.isPresent()) {
      throw new IllegalArgumentException("a job has a lease exactly while it is Processing");
    }
    if (status.isFinal() != finishedAt.isPresent()) {
      throw new IllegalArgumentException("a job has an end exactly when its status is final");
    }
  }

  /** Returns a new job for a request. */
  public static Job submitted(JobId id, TenantId tenant, JobRequest request, Instant now) {
    return new Job(
        id,
        tenant,
        request,
        Optional.empty(),
        Optional.empty(),
        JobStatus.PENDING,
        0,
        0,
        0,
        Excuses.NONE,
        false,
        0,
        now,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Progress.NONE,
        SourceSummary.UNKNOWN,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Timings.NONE,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Returns a new job for the same request and batch, whose {@code retryOf} is this job. Its
   * storage is determined again.
   *
   * @throws InvalidRequestException if the storage came with this job, since its keys are gone
   */
  public Job resubmitted(JobId newId, Instant now) {
    if (storage.isPresent() && storage.get().isForAlone(id)) {
      throw new InvalidRequestException(
          RequestField.STORAGE,
          "The storage came with the job, and its keys were deleted; send the job again, with"
              + " the keys");
    }
    Job again = submitted(newId, tenant, request, now);
    return again.toBuilder()
        .batch(batch)
        .source(episode.isPresent() ? source : again.source())
        .episode(episode)
        .retryOf(Optional.of(id))
        .build();
  }

  /** Returns this new job as Skipped, to be inserted although there is nothing to run. */
  public Job skipped(Failure why) {
    return toBuilder()
        .status(JobStatus.SKIPPED)
        .finishedAt(Optional.of(createdAt))
        .storage(storage.map(JobDestination::wiped))
        .progress(progress.withStep(Step.FINISHED))
        .failure(Optional.of(why))
        .timings(timings.withTotal(Duration.ZERO))
        .build();
  }

  /**
   * Returns whether the job may be retried: it failed, or it is a skipped episode, for which the
   * show may have media later.
   */
  public boolean mayBeRetried() {
    return status.isFailure() || (status == JobStatus.SKIPPED && episode.isPresent());
  }

  /** Returns a copy for another request; only for a job that is not stored yet. */
  public Job with(JobRequest other) {
    return toBuilder().request(other).build();
  }

  /** Returns this new job as paused: it does not run before its batch is started. */
  public Job paused() {
    return toBuilder().dueAt(WHEN_STARTED).build();
  }

  /** Returns whether the job waits for the start of its batch, and not for a worker. */
  public boolean isPaused() {
    return status == JobStatus.PENDING && dueAt.equals(WHEN_STARTED);
  }

  /** Returns when the next attempt may begin of a job that waits for it; empty for other jobs. */
  public Optional<Instant> retryAt() {
    return status == JobStatus.PENDING && attempt > 0 && failure.isPresent()
        ? Optional.of(dueAt)
        : Optional.empty();
  }

  /** Returns the next version after the start of the batch: due at once. */
  public Job started(Instant now) {
    requirePaused();
    return moved(JobStatus.PENDING).dueAt(now).build();
  }

  /**
   * Returns the next version of a paused job, with another name for its result.
   *
   * @throws IllegalArgumentException with a sentence, if the name has no usable character
   */
  public Job renamed(String filename) {
    requirePaused();
    return moved(JobStatus.PENDING).request(request.withFilename(filename)).build();
  }

  /**
   * Returns the next version after a claim by a worker: {@code attempt} is incremented. If the
   * job's lease expired while it ran, {@code lostLeases} is incremented; if it ran alone, within
   * {@link #TIME_ALONE} of its start, {@code deathsAlone} is, too. If the lease expired while the
   * job only waited until it can run alone, that attempt is excused.
   */
  public Job claimed(Lease newLease, Instant now) {
    boolean leaseLost = status == JobStatus.PROCESSING;
    boolean hasRun = isAlone || !isSuspect();
    return moved(JobStatus.PROCESSING)
        .attempt(attempt + 1)
        .lostLeases(leaseLost && hasRun ? lostLeases + 1 : lostLeases)
        .excused(leaseLost && !hasRun ? excused.plus(Excuses.Reason.RELEASE) : excused)
        .deathsAlone(leaseLost && diedAlone() ? deathsAlone + 1 : deathsAlone)
        .isAlone(false)
        .startedAt(Optional.of(now))
        .lease(Optional.of(newLease))
        .progress(Progress.NONE.withStep(Step.DOWNLOADING))
        .streams(List.of())
        .missing(List.of())
        .timings(Timings.NONE.withQueueWait(atLeastZero(Duration.between(dueAt, now))))
        .build();
  }

  /**
   * Returns whether two or more workers died while they ran the job. A claimed suspect waits until
   * it can run {@linkplain #startedAlone alone}.
   */
  public boolean isSuspect() {
    return lostLeases >= SUSPICIOUS_DEATHS;
  }

  private boolean diedAlone() {
    return isAlone
        && !lease.orElseThrow().until().isAfter(startedAt.orElseThrow().plus(TIME_ALONE));
  }

  /**
   * Returns the next version of a claimed job whose attempt starts now, while its worker runs
   * nothing else: if the worker dies, the job is at fault.
   */
  public Job startedAlone(Instant now) {
    return moved(JobStatus.PROCESSING).isAlone(true).startedAt(Optional.of(now)).build();
  }

  /**
   * Returns the number of attempts that count: all but those whose worker died, and those that are
   * excused.
   */
  public int countedAttempts() {
    return attempt - lostLeases - excused.total();
  }

  /** Returns the next version after a successful attempt: Completed. */
  public Job completed(Artifact result, SourceSummary summary, Timings spent, Instant now) {
    return ended(JobStatus.COMPLETED, Step.FINISHED, now)
        .artifact(Optional.of(result))
        .source(episode.isPresent() ? source.completedBy(summary) : summary)
        .failure(Optional.empty())
        .progress(progress.withStep(Step.FINISHED).withPercent(100))
        .timings(spent.withTotal(atLeastZero(Duration.between(createdAt, now))))
        .build();
  }

  /** Returns the next version after the deletion of the file: only the artifact is removed. */
  public Job withoutFile() {
    if (artifact.isEmpty()) {
      throw new IllegalStateException("job %s has no file".formatted(id));
    }
    return toBuilder().artifact(Optional.empty()).version(version + 1).build();
  }

  /** Returns the next version after the deletion of the file because its time was over. */
  public Job expired(Instant now) {
    return withoutFile().toBuilder().expiredAt(Optional.of(now)).build();
  }

  /**
   * Returns when the file was stored that a later deletion can find; empty if there is none. A file
   * in a storage that came with the job cannot be deleted: its keys are wiped.
   */
  public Optional<Instant> fileStoredAt() {
    return finishedAt.filter(
        end -> artifact.isPresent() && storage.filter(to -> to.isForAlone(id)).isEmpty());
  }

  /** Returns when the file expires by the request; empty if there is none or it does not. */
  public Optional<Instant> fileExpiresAt() {
    return fileStoredAt().flatMap(end -> request.expiresAfter().map(end::plus));
  }

  /**
   * Returns since when retention keeps the job: since its file expires by the request, which is
   * after its end, or else since its end; empty if the job is open.
   */
  public Optional<Instant> keptSince() {
    return fileExpiresAt().or(this::finishedAt);
  }

  /**
   * Returns the next version after the final failure. Protected media ends as Skipped, since no
   * retry can change that. Media that its owner or its site withholds ends as Warning, since only
   * the choice of the source is at fault. All else ends as Failed.
   */
  public Job failed(Failure why, Instant now) {
    Step last = why.code() == FailureCode.CANCELLED ? Step.CANCELLED : Step.FINISHED;
    JobStatus end =
        switch (why.code()) {
          case MEDIA_PROTECTED -> JobStatus.SKIPPED;
          case MEDIA_PRIVATE, MEDIA_GEO_BLOCKED, MEDIA_AGE_RESTRICTED, MEDIA_REMOVED ->
              JobStatus.WARNING;
          default -> JobStatus.FAILED;
        };
    return ended(end, last, now).failure(Optional.of(why)).build();
  }

  /** Returns the next version after a failed attempt: Pending again, for a retry at {@code due}. */
  public Job postponed(Failure why, Instant due) {
    return moved(JobStatus.PENDING)
        .isAlone(false)
        .lease(Optional.empty())
        .dueAt(due)
        .progress(Progress.NONE)
        .failure(Optional.of(why))
        .build();
  }

  /**
   * Returns the next version after an attempt that failed although the job was not at fault:
   * Pending again, and the attempt does not count.
   */
  public Job excused(Excuses.Reason reason, Failure why, Instant due) {
    return postponed(why, due).toBuilder().excused(excused.plus(reason)).build();
  }

  /**
   * Returns the next version after a release by a worker that does not run the job, or shuts down;
   * the attempt does not count.
   */
  public Job released(Instant due) {
    return moved(JobStatus.PENDING)
        .excused(excused.plus(Excuses.Reason.RELEASE))
        .isAlone(false)
        .lease(Optional.empty())
        .dueAt(due)
        .progress(Progress.NONE)
        .build();
  }

  private void requirePaused() {
    if (!isPaused()) {
      throw new IllegalStateException("job %s is not paused but %s".formatted(id, status));
    }
  }

  private Builder ended(JobStatus last, Step step, Instant now) {
    return moved(last)
        .isAlone(false)
        .lease(Optional.empty())
        .finishedAt(Optional.of(now))
        .storage(storage.map(JobDestination::wiped))
        .progress(progress.withStep(step))
        .timings(timings.withTotal(atLeastZero(Duration.between(createdAt, now))));
  }

  private Builder moved(JobStatus next) {
    if (!status.mayBecome(next)) {
      throw new IllegalStateException(
          "job %s is %s and cannot become %s".formatted(id, status, next));
    }
    return toBuilder().status(next).version(version + 1);
  }

  // The clocks of two machines differ; a wait must not be negative.
  private static Duration atLeastZero(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  /** Returns a builder with the values of this job, for stores and for tests. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Returns a copy with other progress. This is not a move: the version stays the same. */
  public Job withProgress(Progress next) {
    return toBuilder().progress(next).build();
  }

  /** Builds a job field by field; {@link #build()} checks it. Not thread-safe. */
  public static final class Builder {
    private final JobId id;
    private final TenantId tenant;
    private final Instant createdAt;
    private JobRequest request;
    private Optional<BatchId> batch;
    private Optional<JobId> retryOf;
    private JobStatus status;
    private int attempt;
    private int lostLeases;
    private int deathsAlone;
    private Excuses excused;
    private boolean isAlone;
    private long version;
    private Instant dueAt;
    private Optional<Instant> startedAt;
    private Optional<Instant> finishedAt;
    private Optional<Lease> lease;
    private Progress progress;
    private SourceSummary source;
    private Optional<Artifact> artifact;
    private Optional<Instant> expiredAt;
    private List<StreamReport> streams;
    private List<String> missing;
    private Optional<Failure> failure;
    private Timings timings;
    private Optional<JobDestination> storage;
    private Optional<Episode> episode;

    Builder(Job job) {
      id = job.id();
      tenant = job.tenant();
      request = job.request();
      createdAt = job.createdAt();
      batch = job.batch();
      retryOf = job.retryOf();
      status = job.status();
      attempt = job.attempt();
      lostLeases = job.lostLeases();
      deathsAlone = job.deathsAlone();
      excused = job.excused();
      isAlone = job.isAlone();
      version = job.version();
      dueAt = job.dueAt();
      startedAt = job.startedAt();
      finishedAt = job.finishedAt();
      lease = job.lease();
      progress = job.progress();
      source = job.source();
      artifact = job.artifact();
      expiredAt = job.expiredAt();
      streams = job.streams();
      missing = job.missing();
      failure = job.failure();
      timings = job.timings();
      storage = job.storage();
      episode = job.episode();
    }

    Builder request(JobRequest value) {
      request = value;
      return this;
    }

    public Builder batch(Optional<BatchId> value) {
      batch = value;
      return this;
    }

    public Builder retryOf(Optional<JobId> value) {
      retryOf = value;
      return this;
    }

    public Builder status(JobStatus value) {
      status = value;
      return this;
    }

    public Builder attempt(int value) {
      attempt = value;
      return this;
    }

    public Builder lostLeases(int value) {
      lostLeases = value;
      return this;
    }

    public Builder deathsAlone(int value) {
      deathsAlone = value;
      return this;
    }

    public Builder excused(Excuses value) {
      excused = value;
      return this;
    }

    public Builder isAlone(boolean value) {
      isAlone = value;
      return this;
    }

    public Builder version(long value) {
      version = value;
      return this;
    }

    public Builder dueAt(Instant value) {
      dueAt = value;
      return this;
    }

    public Builder startedAt(Optional<Instant> value) {
      startedAt = value;
      return this;
    }

    public Builder finishedAt(Optional<Instant> value) {
      finishedAt = value;
      return this;
    }

    public Builder lease(Optional<Lease> value) {
      lease = value;
      return this;
    }

    public Builder progress(Progress value) {
      progress = value;
      return this;
    }

    public Builder source(SourceSummary value) {
      source = value;
      return this;
    }

    public Builder artifact(Optional<Artifact> value) {
      artifact = value;
      return this;
    }

    public Builder expiredAt(Optional<Instant> value) {
      expiredAt = value;
      return this;
    }

    public Builder streams(List<StreamReport> value) {
      streams = value;
      return this;
    }

    public Builder missing(List<String> value) {
      missing = value;
      return this;
    }

    public Builder failure(Optional<Failure> value) {
      failure = value;
      return this;
    }

    public Builder timings(Timings value) {
      timings = value;
      return this;
    }

    public Builder storage(Optional<JobDestination> value) {
      storage = value;
      return this;
    }

    public Builder episode(Optional<Episode> value) {
      episode = value;
      return this;
    }

    /**
     * Returns the job.
     *
     * @throws IllegalArgumentException if the lease or the end does not fit the status
     */
    public Job build() {
      return new Job(
          id,
          tenant,
          request,
          batch,
          retryOf,
          status,
          attempt,
          lostLeases,
          deathsAlone,
          excused,
          isAlone,
          version,
          createdAt,
          dueAt,
          startedAt,
          finishedAt,
          lease,
          progress,
          source,
          artifact,
          expiredAt,
          streams,
          missing,
          failure,
          timings,
          storage,
          episode);
    }
  }

  /**
   * A worker's exclusive right to a job for a limited time.
   *
   * @param worker the worker's name, for people
   * @param until the time at which the lease expires unless a heartbeat extends it
   */
  public record Lease(String worker, Instant until) {}

  /**
   * The durations of the parts of the last attempt, by the wall clock. Download, mux and upload run
   * at the same time, so they do not add up to the total.
   *
   * @param queueWait from the moment the job was due until it was claimed
   * @param extract until the source was open
   * @param download from the open source until its last byte
   * @param mux from the open source until the last packet was written
   * @param upload from the first byte written until the commit
   * @param total from the submit until the end
   */
  public record Timings(
      Optional<Duration> queueWait,
      Optional<Duration> extract,
      Optional<Duration> download,
      Optional<Duration> mux,
      Optional<Duration> upload,
      Optional<Duration> total) {
    public static final Timings NONE =
        new Timings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Returns a copy with this queue wait. */
    public Timings withQueueWait(Duration value) {
      return new Timings(Optional.of(value), extract, download, mux, upload, total);
    }

    /** Returns a copy with this total. */
    public Timings withTotal(Duration value) {
      return new Timings(queueWait, extract, download, mux, upload, Optional.of(value));
    }
  }

  /**
   * The reason why a job failed.
   *
   * @param sentence a message for the person who asked; never contains credentials, signed links or
   *     a stack trace
   */
  public record Failure(FailureCode code, String sentence) {
    public Failure {
      Objects.requireNonNull(code);
      Objects.requireNonNull(sentence);
    }
  }
}
