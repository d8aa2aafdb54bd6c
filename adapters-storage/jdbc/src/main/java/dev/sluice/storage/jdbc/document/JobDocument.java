package dev.sluice.storage.jdbc.document;

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
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.TenantId;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A job as one JSON document: the form in which the table and the journal store it. Reading ignores
 * unknown members and takes the default for absent ones, so that jobs of earlier versions are
 * readable. Of a job with a later {@link #FORMAT} only an {@linkplain #readOutline outline} is.
 * {@link RequestDocument} is the part of it that is the request.
 */
public final class JobDocument {
  /**
   * The format of the documents that this version writes. It increases with each change that an
   * earlier version would misread, or lose when it writes the job again: a new member or constant.
   * 0.1.0 wrote format 1, without saying so.
   */
  public static final int FORMAT = 2;

  /** The longest document in characters. H2 allows 1,048,576 in a column. */
  public static final int LONGEST = 1_000_000;

  private JobDocument() {}

  /**
   * Returns the job as JSON, with its URLs as {@link SealedUrl} says. If it is longer than {@link
   * #LONGEST}, its longest texts are cut, which are descriptions.
   */
  public static String toText(Job job, Optional<SecretBox> secrets) {
    Function<SourceUrl, SealedUrl> seal = url -> SealedUrl.of(url, job.id().value(), secrets);
    for (int longestText = LONGEST; ; longestText /= 2) {
      String text = ObjectWriter.toText(longestText, out -> write(out, job, seal));
      if (text.length() <= LONGEST) {
        return text;
      }
    }
  }

  /**
   * Reads what {@link #toText(Job, Optional)} returned.
   *
   * @throws IllegalArgumentException if it is not a job, or holds a value unknown to this version
   */
  public static Job read(String text, Optional<SecretBox> secrets) {
    return read(ObjectReader.of(text), secrets);
  }

  /** Returns a job's progress as JSON. It changes more often than the rest. */
  public static String toText(Progress progress) {
    return ObjectWriter.toText(LONGEST, out -> write(out, progress));
  }

  /** Reads what {@link #toText(Progress)} returned. */
  public static Progress readProgress(String text) {
    return progress(ObjectReader.of(text));
  }

  private static void write(ObjectWriter out, Job job, Function<SourceUrl, SealedUrl> seal)
      throws IOException {
    out.number("format", FORMAT)
        .id("id", job.id().value())
        .text("tenant", job.tenant().id())
        .object("request", request -> RequestDocument.write(request, job.request(), seal))
        .id("batch", job.batch().map(BatchId::value))
        .id("retry_of", job.retryOf().map(JobId::value))
        .constant("status", job.status())
        .number("attempt", job.attempt())
        .number("lost_leases", job.lostLeases())
        .number("deaths_alone", job.deathsAlone())
        .number("excused", job.excused().total())
        .object("excused_for", excused -> write(excused, job.excused()))
        .flag("alone", job.isAlone())
        .number("version", job.version())
        .instant("created_at", job.createdAt())
        .instant("due_at", job.dueAt())
        .instant("started_at", job.startedAt())
        .instant("finished_at", job.finishedAt())
        .instant("expired_at", job.expiredAt())
        .object("progress", progress -> write(progress, job.progress()))
        .object("source", source -> write(source, job.source()))
        .object("timings", timings -> write(timings, job.timings()));
    if (job.lease().isPresent()) {
      out.object("lease", lease -> write(lease, job.lease().get()));
    }
    if (job.artifact().isPresent()) {
      out.object("artifact", artifact -> write(artifact, job.artifact().get()));
    }
    out.objects(
            "streams",
            job.streams().stream().<ObjectWriter.Members>map(JobDocument::stream).toList())
        .texts("missing", job.missing());
    if (job.failure().isPresent()) {
      out.object("failure", failure -> write(failure, job.failure().get()));
    }
    if (job.storage().isPresent()) {
      out.object("destination", destination -> write(destination, job.storage().get()));
    }
    if (job.episode().isPresent()) {
      out.object("episode", episode -> write(episode, job.episode().get(), seal));
    }
  }

  /** Reads a job that is part of another document. */
  public static Job read(ObjectReader in, Optional<SecretBox> secrets) {
    return read(
        in,
        new JobId(in.id("id")),
        new TenantId(in.text("tenant")),
        in.instant("created_at"),
        secrets);
  }

  /** Reads a job whose id, tenant and creation are stored elsewhere. */
  public static Job read(
      ObjectReader in, JobId id, TenantId tenant, Instant createdAt, Optional<SecretBox> secrets) {
    if (isLater(in)) {
      throw new IllegalArgumentException("a job that a later version stored");
    }
    Function<SealedUrl, SourceUrl> open = url -> url.open(id.value(), secrets);
    return Job.submitted(id, tenant, RequestDocument.read(in.object("request"), open), createdAt)
        .toBuilder()
        .batch(in.optionalId("batch").map(BatchId::new))
        .retryOf(in.optionalId("retry_of").map(JobId::new))
        .status(in.constant("status", JobStatus.class))
        .attempt(in.integer("attempt", 0))
        .lostLeases(in.integer("lost_leases", 0))
        .deathsAlone(in.integer("deaths_alone", 0))
        .excused(excuses(in))
        .isAlone(in.flag("alone"))
        .version(in.number("version"))
        .dueAt(in.instant("due_at"))
        .startedAt(in.optionalInstant("started_at"))
        .finishedAt(in.optionalInstant("finished_at"))
        .expiredAt(in.optionalInstant("expired_at"))
        .lease(in.optionalObject("lease").map(JobDocument::lease))
        .progress(in.optionalObject("progress").map(JobDocument::progress).orElse(Progress.NONE))
        .source(in.optionalObject("source").map(JobDocument::source).orElse(SourceSummary.UNKNOWN))
        .artifact(in.optionalObject("artifact").map(JobDocument::artifact))
        .streams(in.objects("streams").stream().map(JobDocument::stream).toList())
        .missing(in.texts("missing"))
        .failure(in.optionalObject("failure").map(JobDocument::failure))
        .timings(in.optionalObject("timings").map(JobDocument::timings).orElse(Timings.NONE))
        .storage(in.optionalObject("destination").map(JobDocument::destination))
        .episode(in.optionalObject("episode").map(episode -> episode(episode, in, open)))
        .build();
  }

  /**
   * Returns whether a later version wrote the document, in a format that this one does not know.
   */
  public static boolean isLater(ObjectReader in) {
    return in.integer("format", 1) > FORMAT;
  }

  /**
   * Reads what a later version and this one have in common, for lists. The job must not be claimed
   * or changed: what is missing here would be lost.
   */
  public static Job readOutline(
      ObjectReader in, JobId id, TenantId tenant, Instant createdAt, Optional<SecretBox> secrets) {
    Function<SealedUrl, SourceUrl> open = url -> url.open(id.value(), secrets);
    JobRequest request = RequestDocument.readOutline(in.object("request"), open);
    return Job.submitted(id, tenant, request, createdAt).toBuilder()
        .batch(in.optionalId("batch").map(BatchId::new))
        .retryOf(in.optionalId("retry_of").map(JobId::new))
        .startedAt(in.optionalInstant("started_at"))
        .finishedAt(in.optionalInstant("finished_at"))
        .status(in.constant("status", JobStatus.class))
        .lease(in.optionalObject("lease").map(JobDocument::lease))
        .source(in.optionalObject("source").map(JobDocument::source).orElse(SourceSummary.UNKNOWN))
        .artifact(in.optionalObject("artifact").map(JobDocument::artifact))
        .failure(in.optionalObject("failure").map(JobDocument::failureOutline))
        .build();
  }

  private static Job.Failure failureOutline(ObjectReader in) {
    FailureCode code =
        Arrays.stream(FailureCode.values())
            .filter(known -> in.optionalText("code").filter(known.name()::equals).isPresent())
            .findFirst()
            .orElse(FailureCode.INTERNAL);
    return new Job.Failure(code, in.text("sentence"));
  }

  private static void write(ObjectWriter out, Lease lease) throws IOException {
    out.text("worker", lease.worker()).instant("until", lease.until());
  }

  private static Lease lease(ObjectReader in) {
    return new Lease(in.text("worker"), in.instant("until"));
  }

  // The releases are the rest. 0.1.0 stored the sum alone.
  private static void write(ObjectWriter out, Excuses excused) throws IOException {
    out.number("storage", excused.storage())
        .number("handles", excused.handles())
        .number("memory", excused.memory());
  }

  private static Excuses excuses(ObjectReader in) {
    Excuses known =
        in.optionalObject("excused_for")
            .map(
                excused ->
                    new Excuses(
                        excused.integer("storage", 0),
                        excused.integer("handles", 0),
                        excused.integer("memory", 0),
                        0))
            .orElse(Excuses.NONE);
    int releases = Math.max(0, in.integer("excused", 0) - known.total());
    return new Excuses(known.storage(), known.handles(), known.memory(), releases);
  }

  private static void write(ObjectWriter out, Progress progress) throws IOException {
    out.constant("step", progress.step())
        .decimal("percent", progress.percent())
        .number("bytes_downloaded", progress.bytesDownloaded())
        .number("bytes_uploaded", progress.bytesUploaded());
    if (progress.bytesTotal().isPresent()) {
      out.number("bytes_total", progress.bytesTotal().getAsLong());
    }
  }

  private static Progress progress(ObjectReader in) {
    return new Progress(
        in.constant("step", Step.class),
        in.decimal("percent", 0),
        in.optionalLong("bytes_downloaded").orElse(0L),
        in.optionalLong("bytes_total").map(OptionalLong::of).orElse(OptionalLong.empty()),
        in.optionalLong("bytes_uploaded").orElse(0L));
  }

  private static void write(ObjectWriter out, SourceSummary source) throws IOException {
    out.text("title", source.title())
        .text("description", source.description())
        .text("release_date", source.releaseDate())
        .text("video_codec", source.videoCodec())
        .text("audio_codec", source.audioCodec());
  }

  private static SourceSummary source(ObjectReader in) {
    return new SourceSummary(
        in.optionalText("title"),
        in.optionalText("description"),
        in.optionalText("release_date"),
        in.optionalText("video_codec"),
        in.optionalText("audio_codec"));
  }

  private static void write(ObjectWriter out, Artifact artifact) throws IOException {
    out.text("path", artifact.path().value())
        .text("type", artifact.type().value())
        .number("size", artifact.size())
        .text("plan", artifact.plan())
        .number("shorter_side", artifact.shorterSide())
        .objects(
            "subtitles",
            artifact.subtitles().stream().<ObjectWriter.Members>map(JobDocument::sidecar).toList());
    if (artifact.thumbnail().isPresent()) {
      out.object("thumbnail", sidecar(artifact.thumbnail().get()));
    }
  }

  private static Artifact artifact(ObjectReader in) {
    return new Artifact(
        ObjectPath.of(in.text("path")),
        new ContentType(in.text("type")),
        in.number("size"),
        in.text("plan"),
        in.optionalInteger("shorter_side"),
        in.objects("subtitles").stream().map(JobDocument::sidecar).toList(),
        in.optionalObject("thumbnail").map(JobDocument::sidecar));
  }

  private static ObjectWriter.Members sidecar(SidecarFile file) {
    return out -> out.text("path", file.path().value()).number("size", file.size());
  }

  private static SidecarFile sidecar(ObjectReader in) {
    return new SidecarFile(ObjectPath.of(in.text("path")), in.number("size"));
  }

  // StreamReport cuts the texts that come from the source.
  private static ObjectWriter.Members stream(StreamReport stream) {
    return out ->
        out.constant("kind", stream.kind())
            .text("codec", stream.codec())
            .text("language", stream.language())
            .text("title", stream.title())
            .texts("dispositions", stream.dispositions().stream().map(Enum::name).sorted().toList())
            .constant("action", stream.action())
            .text("target", stream.target())
            .text("reason", stream.reason());
  }

  private static StreamReport stream(ObjectReader in) {
    return new StreamReport(
        in.constant("kind", StreamKind.class),
        in.text("codec"),
        in.optionalText("language"),
        in.optionalText("title"),
        in.texts("dispositions").stream().map(Disposition::valueOf).collect(Collectors.toSet()),
        in.constant("action", StreamReport.Action.class),
        in.optionalText("target"),
        in.optionalText("reason"));
  }

  private static void write(ObjectWriter out, Job.Failure failure) throws IOException {
    out.constant("code", failure.code()).text("sentence", failure.sentence());
  }

  private static Job.Failure failure(ObjectReader in) {
    return new Job.Failure(in.constant("code", FailureCode.class), in.text("sentence"));
  }

  private static void write(ObjectWriter out, Timings timings) throws IOException {
    out.duration("queue_wait", timings.queueWait())
        .duration("extract", timings.extract())
        .duration("download", timings.download())
        .duration("mux", timings.mux())
        .duration("upload", timings.upload())
        .duration("total", timings.total());
  }

  private static Timings timings(ObjectReader in) {
    return new Timings(
        in.optionalDuration("queue_wait"),
        in.optionalDuration("extract"),
        in.optionalDuration("download"),
        in.optionalDuration("mux"),
        in.optionalDuration("upload"),
        in.optionalDuration("total"));
  }

  // The settings and the link are sealed.
  private static void write(ObjectWriter out, JobDestination destination) throws IOException {
    out.id("id", destination.id().value())
        .text("bucket_address", destination.space())
        .text("settings", destination.settings())
        .text("link", destination.link());
  }

  private static JobDestination destination(ObjectReader in) {
    return new JobDestination(
        new BucketId(in.id("id")),
        in.text("bucket_address"),
        in.optionalText("settings"),
        in.optionalText("link"));
  }

  private static void write(ObjectWriter out, Episode episode, Function<SourceUrl, SealedUrl> seal)
      throws IOException {
    out.url("show", seal.apply(episode.show()))
        .url("feed", episode.feed().map(seal))
        .object("identified_by", identity -> write(identity, episode.identity()))
        .number("number", episode.number())
        .text("show_title", episode.showTitle())
        .text("author", episode.author())
        .url("image", episode.image().map(seal));
    if (episode.transcript().isPresent()) {
      out.object("transcript", transcript -> write(transcript, episode.transcript().get(), seal));
    }
  }

  private static void write(ObjectWriter out, EpisodeIdentity identity) throws IOException {
    out.text("guid", identity.guid())
        .texts("page", identity.page().stream().sorted().toList())
        .texts("media", identity.media().stream().sorted().toList())
        .text("title", identity.title())
        .instant("published_at", identity.publishedAt())
        .texts("unique", identity.unique().stream().map(Enum::name).sorted().toList());
  }

  private static EpisodeIdentity identity(ObjectReader in) {
    return new EpisodeIdentity(
        in.optionalText("guid"),
        Set.copyOf(in.texts("page")),
        Set.copyOf(in.texts("media")),
        in.text("title"),
        in.optionalInstant("published_at"),
        in.texts("unique").stream().map(EpisodeIdentity.Text::valueOf).collect(Collectors.toSet()));
  }

  /** Reads the name that was stored before; title and date are those of the job's source. */
  private static EpisodeIdentity named(String name, ObjectReader job) {
    SourceSummary source =
        job.optionalObject("source").map(JobDocument::source).orElse(SourceSummary.UNKNOWN);
    return EpisodeIdentity.named(
        name, source.title().orElse(""), source.releaseDate().flatMap(JobDocument::instant));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Episode episode(
      ObjectReader in, ObjectReader job, Function<SealedUrl, SourceUrl> open) {
    return new Episode(
        open.apply(in.url("show")),
        in.optionalUrl("feed").map(open),
        in.optionalObject("identified_by")
            .map(JobDocument::identity)
            .orElseGet(() -> named(in.text("identity"), job)),
        in.integer("number", 0),
        in.text("show_title"),
        in.optionalText("author"),
        in.optionalUrl("image").map(open),
        in.optionalObject("transcript").map(transcript -> transcript(transcript, open)));
  }

  private static void write(
      ObjectWriter out, Transcript transcript, Function<SourceUrl, SealedUrl> seal)
      throws IOException {
    out.url("url", seal.apply(transcript.url()))
        .text("type", transcript.type())
        .text("language", transcript.language());
  }

  private static Transcript transcript(ObjectReader in, Function<SealedUrl, SourceUrl> open) {
    return new Transcript(open.apply(in.url("url")), in.text("type"), in.optionalText("language"));
  }
}
