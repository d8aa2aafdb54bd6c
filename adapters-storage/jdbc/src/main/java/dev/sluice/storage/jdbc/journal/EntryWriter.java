package dev.sluice.storage.jdbc.journal;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.job.Artifact;
import dev.sluice.core.job.Episode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobDestination;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.Lease;
import dev.sluice.core.job.Progress;
import dev.sluice.core.job.SidecarFile;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.job.Timings;
import dev.sluice.core.job.Transcript;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.tenant.ApiKey;
import dev.sluice.core.tenant.StoredResponse;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.keys.TenantBucketTable;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes journal entries as bytes; {@link EntryReader} is its mirror, line by line. Constants go by
 * name, so that their order may change. Fields go by their place: jobs with more fields are entries
 * of new kinds, and the reader knows the old ones still. Not thread-safe.
 */
final class EntryWriter extends FieldWriter {
  /** Jobs without a preset, a largest picture, a clip and progress; read, no longer written. */
  static final int INSERTED_FIRST_LAYOUT = 1;

  static final int ENDED_FIRST_LAYOUT = 2;
  static final int KEY_CREATED = 3;
  static final int KEY_REVOKED = 4;
  static final int INSERTED = 6;
  static final int ENDED = 7;

  /** Read only: a secret before there were generations, which is one of the first. */
  static final int FIRST_SECRET_MADE = 5;

  static final int BATCH_INSERTED = 10;
  static final int BATCH_CHANGED = 11;
  static final int SECRET_MADE = 20;
  static final int ANSWERED = 21;
  static final int ALLOWED = 22;
  static final int STORAGE_CHANGED = 30;

  private EntryWriter(DataOutputStream out) {
    super(out);
  }

  static byte[] bytes(JournalEntry entry) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    try {
      new EntryWriter(new DataOutputStream(bytes)).entry(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void entry(JournalEntry entry) throws IOException {
    if (entry instanceof JournalEntry.Inserted inserted) {
      out.writeByte(INSERTED);
      list(inserted.jobs(), this::job);
    } else if (entry instanceof JournalEntry.Ended ended) {
      out.writeByte(ENDED);
      job(ended.job());
      list(ended.notifications(), this::notification);
    } else if (entry instanceof JournalEntry.BatchInserted inserted) {
      out.writeByte(BATCH_INSERTED);
      batch(inserted.batch());
      list(inserted.jobs(), this::job);
      list(inserted.notifications(), this::notification);
    } else if (entry instanceof JournalEntry.BatchChanged changed) {
      out.writeByte(BATCH_CHANGED);
      batch(changed.batch());
      list(changed.jobs(), this::job);
      list(changed.notifications(), this::notification);
    } else if (entry instanceof JournalEntry.KeyCreated created) {
      out.writeByte(KEY_CREATED);
      key(created.key());
    } else if (entry instanceof JournalEntry.KeyRevoked revoked) {
      out.writeByte(KEY_REVOKED);
      key(revoked.key());
    } else if (entry instanceof JournalEntry.SecretMade made) {
      out.writeByte(SECRET_MADE);
      text(made.owner().id());
      text(made.secret().reveal());
      out.writeLong(made.generation());
    } else if (entry instanceof JournalEntry.StorageChanged changed) {
      out.writeByte(STORAGE_CHANGED);
      ownerStorage(changed.row());
    } else if (entry instanceof JournalEntry.Answered answered) {
      out.writeByte(ANSWERED);
      answer(answered.answer());
      entry(answered.of());
    } else if (entry instanceof JournalEntry.Allowed allowed) {
      out.writeByte(ALLOWED);
      text(allowed.owner().id());
      out.writeLong(allowed.generation());
      allowance(allowed.allowance());
    }
  }

  private void batch(Batch batch) throws IOException {
    id(batch.id().value());
    text(batch.owner().id());
    optional(batch.show(), show -> text(show.text()));
    optional(batch.folder(), folder -> text(folder.value()));
    optional(batch.webhook(), target -> text(target.url().text()));
    moment(batch.createdAt());
    optional(batch.startedAt(), this::moment);
  }

  private void job(Job job) throws IOException {
    id(job.id().value());
    text(job.owner().id());
    request(job.request());
    moment(job.createdAt());
    optional(job.batch(), batch -> id(batch.value()));
    optional(job.retryOf(), original -> id(original.value()));
    constant(job.status());
    out.writeInt(job.attempt());
    out.writeInt(job.deaths());
    out.writeLong(job.version());
    moment(job.dueAt());
    optional(job.startedAt(), this::moment);
    optional(job.finishedAt(), this::moment);
    optional(job.lease(), this::lease);
    progress(job.progress());
    source(job.source());
    optional(job.artifact(), this::artifact);
    optional(job.failure(), this::failure);
    timings(job.timings());
    optional(job.storage(), this::storage);
    optional(job.episode(), this::episode);
  }

  private void episode(Episode episode) throws IOException {
    text(episode.show().text());
    optional(episode.feed(), feed -> text(feed.text()));
    text(episode.identity());
    out.writeInt(episode.number());
    text(episode.showTitle());
    optional(episode.author(), this::text);
    optional(episode.image(), image -> text(image.text()));
    optional(episode.transcript(), this::transcript);
  }

  private void transcript(Transcript transcript) throws IOException {
    text(transcript.url().text());
    text(transcript.type());
    optional(transcript.language(), this::text);
  }

  private void storage(JobDestination storage) throws IOException {
    id(storage.id().value());
    text(storage.space());
    optional(storage.settings(), this::text);
    optional(storage.link(), this::text);
  }

  private void ownerStorage(TenantBucketTable.Row row) throws IOException {
    id(row.id().value());
    text(row.owner().id());
    out.writeLong(row.version());
    text(row.space());
    optional(row.sealed(), this::text);
    moment(row.setAt());
  }

  private void request(JobRequest request) throws IOException {
    OutputSpec output = request.output();
    text(request.url().text());
    constant(output.container());
    constant(output.videoCodec());
    constant(output.audioCodec());
    constant(output.audioBitrate());
    out.writeInt(output.videoQuality().crf());
    optional(request.filename(), name -> text(name.value()));
    optional(request.folder(), folder -> text(folder.value()));
    optional(request.webhook(), target -> text(target.url().text()));
    out.writeBoolean(request.overwrite());
    out.writeInt(request.priority());
    optional(output.preset(), this::constant);
    optional(output.maxResolution(), largest -> out.writeInt(largest.shorterSide()));
    optional(output.clip(), this::clip);
    out.writeBoolean(request.progressWebhook());
    optional(request.subtitles(), choice -> text(choice.toString()));
    out.writeBoolean(request.thumbnail());
    optional(request.live(), this::live);
  }

  private void live(LiveRecording live) throws IOException {
    out.writeBoolean(live.fromStart());
    out.writeBoolean(live.waits());
    optional(live.most(), this::span);
    out.writeBoolean(live.keepPartial());
  }

  private void clip(Clip clip) throws IOException {
    optional(clip.from(), from -> span(from.offset()));
    optional(clip.to(), to -> span(to.offset()));
  }

  private void lease(Lease lease) throws IOException {
    text(lease.worker());
    moment(lease.until());
  }

  private void progress(Progress progress) throws IOException {
    constant(progress.step());
    out.writeDouble(progress.percent());
    out.writeLong(progress.bytesDownloaded());
    out.writeBoolean(progress.bytesTotal().isPresent());
    out.writeLong(progress.bytesTotal().orElse(0));
    out.writeLong(progress.bytesUploaded());
  }

  private void source(SourceSummary source) throws IOException {
    optional(source.title(), this::text);
    optional(source.description(), this::text);
    optional(source.releaseDate(), this::text);
    optional(source.videoCodec(), this::text);
    optional(source.audioCodec(), this::text);
  }

  private void artifact(Artifact artifact) throws IOException {
    text(artifact.path().value());
    text(artifact.type().value());
    out.writeLong(artifact.size());
    text(artifact.plan());
    optional(artifact.shorterSide(), out::writeInt);
    list(artifact.subtitles(), this::sidecar);
    optional(artifact.thumbnail(), this::sidecar);
  }

  private void sidecar(SidecarFile file) throws IOException {
    text(file.path().value());
    out.writeLong(file.size());
  }

  private void failure(JobFailure failure) throws IOException {
    constant(failure.code());
    text(failure.sentence());
  }

  private void timings(Timings timings) throws IOException {
    optional(timings.queueWait(), this::span);
    optional(timings.extract(), this::span);
    optional(timings.download(), this::span);
    optional(timings.mux(), this::span);
    optional(timings.upload(), this::span);
    optional(timings.total(), this::span);
  }

  private void notification(Notification told) throws IOException {
    id(told.id());
    id(told.about().value());
    constant(told.kind());
    text(told.target().url().text());
    constant(told.state());
    out.writeInt(told.attempts());
    moment(told.createdAt());
    moment(told.dueAt());
    optional(told.lastError(), this::text);
    optional(told.lastResponseMillis(), out::writeLong);
  }

  private void allowance(TenantQuota allowance) throws IOException {
    optional(allowance.storageBytes(), out::writeLong);
    optional(allowance.fileBytes(), out::writeLong);
    optional(allowance.duration(), this::span);
    optional(allowance.shorterSide(), out::writeInt);
  }

  private void answer(StoredResponse kept) throws IOException {
    text(kept.hold().owner().id());
    text(kept.hold().key().value());
    text(kept.hold().fingerprint());
    id(kept.hold().id());
    text(kept.text());
    moment(kept.until());
  }

  private void key(ApiKey key) throws IOException {
    text(key.owner().id());
    text(key.name());
    text(key.hash());
    text(key.hint());
    moment(key.createdAt());
    optional(key.revokedAt(), this::moment);
  }
}
