package dev.sluice.testkit.sample;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Artifact.SidecarFile;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Episode.Transcript;
import dev.sluice.core.job.EpisodeIdentity;
import dev.sluice.core.job.Excuses;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.Job.Lease;
import dev.sluice.core.job.Job.Timings;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.Progress.Step;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Jobs for tests: plain ones, one in each status, and random ones in which every field is drawn.
 * The same seed gives the same jobs. Instants are whole microseconds, which every store can hold.
 * Not thread-safe.
 */
public final class JobSamples {
  /** The instant at which the samples' time begins. */
  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  static final List<String> TEXTS =
      List.of(
          "a talk",
          "O'Brien; DROP TABLE jobs --",
          "Příliš žluťoučký kůň, 日本語, 🎬🎧",
          "two\nlines\tand a \\ backslash",
          "\"quoted\" {json: [1]} <b>&amp;</b> %s ${x} ?1 :name",
          "x".repeat(3_000));

  static final List<String> URLS =
      List.of(
          "https://media.example/a.mkv",
          "http://user:word@127.0.0.1:8080/deep/path/%20a.mp4?token=a%2Bb&x=1#t=3",
          "https://xn--bcher-kva.example/Größe mit Leerzeichen.webm",
          "https://media.example/" + "long/".repeat(1_600) + "end.mov");

  private final Random random;
  private final RequestSamples requests;

  public JobSamples(long seed) {
    random = new Random(seed);
    requests = new RequestSamples(random);
  }

  /** Returns a new id, drawn from the whole range. */
  public JobId id() {
    return new JobId(new UUID(random.nextLong(), random.nextLong()));
  }

  /** Returns a job submitted at {@link #START}. */
  public Job pending() {
    return pendingAt(START);
  }

  /** Returns a job submitted at this instant. */
  public Job pendingAt(Instant created) {
    return Job.submitted(
        id(), TenantId.LOCAL, JobRequest.of("https://media.example/a.mkv"), created);
  }

  /** Returns a job submitted with this priority. */
  public Job pendingAt(Instant created, int priority) {
    JobRequest request = JobRequest.of("https://media.example/a.mkv").withPriority(priority);
    return Job.submitted(id(), TenantId.LOCAL, request, created);
  }

  /** Returns a job that this tenant submitted with this priority. */
  public Job pendingOf(TenantId tenant, Instant created, int priority) {
    JobRequest request = JobRequest.of("https://media.example/a.mkv").withPriority(priority);
    return Job.submitted(id(), tenant, request, created);
  }

  /** Returns a job in this status; the lease of a running job ends at {@code lease}. */
  public Job in(JobStatus status, Instant lease) {
    Job waiting = pending();
    Job running = waiting.claimed(new Lease("sample", lease), START);
    return switch (status) {
      case PENDING -> waiting;
      case PROCESSING -> running;
      case COMPLETED -> running.completed(artifact(), SourceSummary.UNKNOWN, Timings.NONE, START);
      case FAILED -> running.failed(new Job.Failure(FailureCode.NOT_MEDIA, "no media"), START);
      case WARNING, SKIPPED ->
          running.failed(new Job.Failure(FailureCode.NOT_MEDIA, "no media"), START).toBuilder()
              .status(status)
              .build();
    };
  }

  /** Returns a random job: every field is drawn, optional ones may be absent. */
  public Job any() {
    JobStatus status = oneOf(JobStatus.values());
    return Job.submitted(id(), new TenantId("owner-" + random.nextInt(5)), requests.any(), moment())
        .toBuilder()
        .batch(maybe(() -> new BatchId(id().value())))
        .retryOf(maybe(this::id))
        .status(status)
        .attempt(random.nextInt(1_000))
        .lostLeases(random.nextInt(4))
        .deathsAlone(random.nextInt(3))
        .excused(
            new Excuses(random.nextInt(5), random.nextInt(5), random.nextInt(5), random.nextInt(5)))
        .isAlone(random.nextBoolean())
        .version(random.nextLong(Long.MAX_VALUE))
        .dueAt(moment())
        .startedAt(maybe(this::moment))
        .finishedAt(status.isFinal() ? Optional.of(moment()) : Optional.empty())
        .lease(
            status == JobStatus.PROCESSING
                ? Optional.of(new Lease(text(), moment()))
                : Optional.empty())
        .progress(anyProgress())
        .source(
            new SourceSummary(
                maybe(this::text),
                maybe(this::text),
                maybe(this::text),
                maybe(() -> "hevc"),
                maybe(() -> "vorbis")))
        .artifact(maybe(this::artifact))
        .expiredAt(maybe(this::moment))
        .streams(Stream.generate(this::stream).limit(random.nextInt(4)).toList())
        .missing(Stream.generate(this::text).limit(random.nextInt(3)).toList())
        .failure(maybe(() -> new Job.Failure(oneOf(FailureCode.values()), text())))
        .timings(
            new Timings(
                maybe(this::span),
                maybe(this::span),
                maybe(this::span),
                maybe(this::span),
                maybe(this::span),
                maybe(this::span)))
        .storage(
            maybe(
                () ->
                    new JobDestination(
                        new BucketId(id().value()),
                        "a bucket",
                        maybe(() -> "sealed.1.a"),
                        maybe(() -> "sealed.1.b"))))
        .episode(maybe(this::episode))
        .build();
  }

  private Episode episode() {
    return new Episode(
        SourceUrl.parse(oneOf(URLS)),
        maybe(() -> SourceUrl.parse(oneOf(URLS))),
        new EpisodeIdentity(
            maybe(this::text),
            maybe(this::text).stream().collect(Collectors.toSet()),
            maybe(this::text).stream().collect(Collectors.toSet()),
            text(),
            maybe(this::moment),
            maybe(() -> oneOf(EpisodeIdentity.Text.values())).stream().collect(Collectors.toSet())),
        random.nextInt(20_000),
        text(),
        maybe(this::text),
        maybe(() -> SourceUrl.parse(oneOf(URLS))),
        maybe(
            () -> new Transcript(SourceUrl.parse(oneOf(URLS)), "text/vtt", maybe(() -> "en-GB"))));
  }

  /** Returns a random batch without absent fields; its tenant is not {@link TenantId#LOCAL}. */
  public Batch anyBatch() {
    return new Batch(
        new BatchId(id().value()),
        new TenantId("owner-" + random.nextInt(5)),
        Optional.of(SourceUrl.parse(oneOf(URLS))),
        Optional.of(new Folder("talks/2026/Ž'ižkov")),
        Optional.of(WebhookTarget.parse(oneOf(URLS))),
        moment(),
        Optional.of(moment()));
  }

  /** Returns random progress. */
  public Progress anyProgress() {
    return new Progress(
        oneOf(Step.values()),
        random.nextDouble() * 100,
        random.nextLong(Long.MAX_VALUE),
        random.nextBoolean()
            ? OptionalLong.of(random.nextLong(Long.MAX_VALUE))
            : OptionalLong.empty(),
        random.nextLong(Long.MAX_VALUE));
  }

  private Artifact artifact() {
    return new Artifact(
        ObjectPath.of("videos/talks/" + random.nextInt(1_000_000) + " 日本.mp4"),
        new ContentType("video/mp4"),
        // A pebibyte at most: stores add them up.
        random.nextLong(1L << 50),
        "h264:copy opus>aac",
        maybe(() -> random.nextInt(4_320)),
        Stream.generate(this::subtitle).limit(random.nextInt(3)).toList(),
        maybe(
            () -> new SidecarFile(ObjectPath.of("videos/a talk.jpg"), random.nextLong(1L << 30))));
  }

  private StreamReport stream() {
    return new StreamReport(
        oneOf(StreamKind.values()),
        "hevc",
        maybe(() -> "pt-BR"),
        maybe(this::text),
        random.nextBoolean()
            ? Set.of()
            : EnumSet.of(Disposition.DEFAULT, oneOf(Disposition.values())),
        oneOf(StreamReport.Action.values()),
        maybe(() -> "h264"),
        maybe(this::text));
  }

  private SidecarFile subtitle() {
    return new SidecarFile(
        ObjectPath.of("videos/a talk (" + random.nextInt(100) + ").en-GB.vtt"),
        random.nextLong(1L << 30));
  }

  private Instant moment() {
    return START.plusNanos(random.nextLong(1L << 55) / 1_000 * 1_000);
  }

  private Duration span() {
    return Duration.ofNanos(random.nextLong(1L << 50));
  }

  private String text() {
    return oneOf(TEXTS);
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
