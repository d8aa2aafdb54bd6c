package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobBuilder;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Lease;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.SidecarFile;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.job.Step;
import dev.sluice.core.job.Timings;
import dev.sluice.core.job.Transcript;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.QualityPreset;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.SubtitleChoice;
import dev.sluice.core.request.Timecode;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.ApiKey;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.IdempotencyClaim;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.StoredResponse;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.jobs.NotificationColumns;
import dev.sluice.storage.jdbc.keys.TenantBucketTable;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Reads what {@link EntryWriter} wrote. Not thread-safe. */
final class EntryReader extends FieldReader {
  /** Whether jobs come as the first journals wrote them. */
  private boolean firstLayout;

  private EntryReader(byte[] bytes) {
    super(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  /**
   * @throws IOException if the bytes are no entry that this version knows
   */
  static JournalEntry entry(byte[] bytes) throws IOException {
    try {
      return new EntryReader(bytes).entry();
    } catch (IllegalArgumentException e) {
      throw new IOException("an entry with a value unknown to this version", e);
    }
  }

  private JournalEntry entry() throws IOException {
    int kind = in.readUnsignedByte();
    firstLayout =
        kind == EntryWriter.INSERTED_FIRST_LAYOUT || kind == EntryWriter.ENDED_FIRST_LAYOUT;
    return switch (kind) {
      case EntryWriter.INSERTED, EntryWriter.INSERTED_FIRST_LAYOUT ->
          new JournalEntry.Inserted(list(this::job));
      case EntryWriter.ENDED, EntryWriter.ENDED_FIRST_LAYOUT ->
          new JournalEntry.Ended(job(), list(this::notification));
      case EntryWriter.BATCH_INSERTED ->
          new JournalEntry.BatchInserted(batch(), list(this::job), list(this::notification));
      case EntryWriter.BATCH_CHANGED ->
          new JournalEntry.BatchChanged(batch(), list(this::job), list(this::notification));
      case EntryWriter.KEY_CREATED -> new JournalEntry.KeyCreated(key());
      case EntryWriter.KEY_REVOKED -> new JournalEntry.KeyRevoked(key());
      case EntryWriter.FIRST_SECRET_MADE ->
          new JournalEntry.SecretMade(new TenantId(text()), Secret.of(text()), 1);
      case EntryWriter.SECRET_MADE ->
          new JournalEntry.SecretMade(new TenantId(text()), Secret.of(text()), in.readLong());
      case EntryWriter.STORAGE_CHANGED -> new JournalEntry.StorageChanged(ownerStorage());
      case EntryWriter.ALLOWED -> allowed();
      case EntryWriter.ANSWERED -> new JournalEntry.Answered(answer(), entry());
      default -> throw new IOException("an entry of the unknown kind " + kind);
    };
  }

  private Batch batch() throws IOException {
    return new Batch(
        new BatchId(id()),
        new TenantId(text()),
        optional(() -> SourceUrl.parse(text())),
        optional(() -> new Folder(text())),
        optional(() -> WebhookTarget.parse(text())),
        moment(),
        optional(this::moment));
  }

  private Job job() throws IOException {
    JobId id = new JobId(id());
    TenantId owner = new TenantId(text());
    JobRequest request = request();
    JobBuilder job = Job.submitted(id, owner, request, moment()).toBuilder();
    job.batch(optional(() -> new BatchId(id())))
        .retryOf(optional(() -> new JobId(id())))
        .status(JobStatus.valueOf(text()))
        .attempt(in.readInt())
        .deaths(in.readInt())
        .version(in.readLong())
        .dueAt(moment())
        .startedAt(optional(this::moment))
        .finishedAt(optional(this::moment))
        .lease(optional(() -> new Lease(text(), moment())))
        .progress(progress())
        .source(
            new SourceSummary(
                optional(this::text),
                optional(this::text),
                optional(this::text),
                optional(this::text),
                optional(this::text)))
        .artifact(optional(this::artifact))
        .failure(optional(() -> new JobFailure(FailureCode.valueOf(text()), text())))
        .timings(
            new Timings(
                optional(this::span),
                optional(this::span),
                optional(this::span),
                optional(this::span),
                optional(this::span),
                optional(this::span)));
    return firstLayout
        ? job.build()
        : job.storage(optional(this::storage)).episode(optional(this::episode)).build();
  }

  private Episode episode() throws IOException {
    return new Episode(
        SourceUrl.parse(text()),
        optional(() -> SourceUrl.parse(text())),
        text(),
        in.readInt(),
        text(),
        optional(this::text),
        optional(() -> SourceUrl.parse(text())),
        optional(this::transcript));
  }

  private Transcript transcript() throws IOException {
    return new Transcript(SourceUrl.parse(text()), text(), optional(this::text));
  }

  private JobDestination storage() throws IOException {
    return new JobDestination(
        new BucketId(id()), text(), optional(this::text), optional(this::text));
  }

  private TenantBucketTable.Row ownerStorage() throws IOException {
    return new TenantBucketTable.Row(
        new BucketId(id()),
        new TenantId(text()),
        in.readLong(),
        text(),
        optional(this::text),
        moment());
  }

  private JobRequest request() throws IOException {
    SourceUrl url = SourceUrl.parse(text());
    Container container = Container.valueOf(text());
    VideoCodec video = VideoCodec.valueOf(text());
    AudioCodec audio = AudioCodec.valueOf(text());
    AudioBitrate bitrate = AudioBitrate.valueOf(text());
    VideoQuality quality = new VideoQuality(in.readInt());
    JobRequest plain =
        new JobRequest(
            url,
            new OutputSpec(container, video, audio, bitrate, quality),
            optional(() -> new FileName(text())),
            optional(() -> new Folder(text())),
            optional(() -> WebhookTarget.parse(text())),
            in.readBoolean(),
            in.readInt(),
            false,
            Optional.empty(),
            false,
            Optional.empty());
    return firstLayout ? plain : withLaterFields(plain);
  }

  private JobRequest withLaterFields(JobRequest plain) throws IOException {
    OutputSpec output = plain.output();
    JobRequest told =
        plain
            .withOutput(
                new OutputSpec(
                    output.container(),
                    output.videoCodec(),
                    output.audioCodec(),
                    output.audioBitrate(),
                    output.videoQuality(),
                    optional(() -> QualityPreset.valueOf(text())),
                    optional(() -> new MaxResolution(in.readInt())),
                    optional(() -> new Clip(optional(this::timecode), optional(this::timecode)))))
            .withProgressWebhook(in.readBoolean());
    Optional<SubtitleChoice> subtitles = optional(() -> SubtitleChoice.parse(text()));
    JobRequest worded =
        subtitles.map(told::withSubtitles).orElse(told).withThumbnail(in.readBoolean());
    return optional(this::live).map(worded::withLive).orElse(worded);
  }

  private LiveRecording live() throws IOException {
    return new LiveRecording(
        in.readBoolean(), in.readBoolean(), optional(this::span), in.readBoolean());
  }

  private Timecode timecode() throws IOException {
    return new Timecode(span());
  }

  private Progress progress() throws IOException {
    Step step = Step.valueOf(text());
    double percent = in.readDouble();
    long downloaded = in.readLong();
    boolean totalKnown = in.readBoolean();
    long total = in.readLong();
    OptionalLong bytesTotal = totalKnown ? OptionalLong.of(total) : OptionalLong.empty();
    return new Progress(step, percent, downloaded, bytesTotal, in.readLong());
  }

  private Artifact artifact() throws IOException {
    return new Artifact(
        ObjectPath.of(text()),
        new ContentType(text()),
        in.readLong(),
        text(),
        firstLayout ? Optional.empty() : optional(in::readInt),
        firstLayout ? List.of() : list(this::sidecar),
        firstLayout ? Optional.empty() : optional(this::sidecar));
  }

  private SidecarFile sidecar() throws IOException {
    return new SidecarFile(ObjectPath.of(text()), in.readLong());
  }

  private Notification notification() throws IOException {
    UUID id = id();
    UUID about = id();
    Notification.Kind kind = Notification.Kind.valueOf(text());
    return new Notification(
        id,
        NotificationColumns.subject(kind, about),
        kind,
        WebhookTarget.parse(text()),
        Notification.State.valueOf(text()),
        in.readInt(),
        moment(),
        moment(),
        optional(this::text),
        optional(in::readLong));
  }

  private JournalEntry.Allowed allowed() throws IOException {
    TenantId owner = new TenantId(text());
    long generation = in.readLong();
    TenantQuota allowance =
        new TenantQuota(
            optional(in::readLong),
            optional(in::readLong),
            optional(this::span),
            optional(in::readInt));
    return new JournalEntry.Allowed(owner, allowance, generation);
  }

  private StoredResponse answer() throws IOException {
    IdempotencyClaim hold =
        new IdempotencyClaim(new TenantId(text()), new IdempotencyKey(text()), text(), id());
    return new StoredResponse(hold, text(), moment());
  }

  private ApiKey key() throws IOException {
    return new ApiKey(
        new TenantId(text()), text(), text(), text(), moment(), optional(this::moment));
  }
}
