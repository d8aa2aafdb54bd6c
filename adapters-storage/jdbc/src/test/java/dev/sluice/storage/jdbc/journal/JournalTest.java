package dev.sluice.storage.jdbc.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.keys.TenantBucketTable;
import dev.sluice.testkit.sample.JobSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JournalTest extends JournalFixture {
  @Test
  void every_kind_of_entry_survives_with_every_field() throws IOException {
    ApiKey key =
        new ApiKey(
            new TenantId("o1"),
            "ci 🎬",
            "f".repeat(64),
            "sk_1",
            JobSamples.START,
            Optional.empty());
    List<JournalEntry> entries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Job job = samples.any();
      Notification answer =
          Notification.of(
              samples.id().value(),
              job.id(),
              Notification.Kind.JOB_COMPLETED,
              WebhookTarget.parse("https://u:w@hook.example/in?token=1"),
              JobSamples.START);
      entries.add(new JournalEntry.Inserted(List.of(job, samples.any())));
      entries.add(
          new JournalEntry.Ended(
              job, List.of(answer, answer.postponed("500", Optional.of(3L), JobSamples.START))));
    }
    IdempotencyStore.Claim hold =
        new IdempotencyStore.Claim(
            key.tenant(), new IdempotencyKey("k ž"), "f".repeat(64), samples.id().value());
    entries.add(
        new JournalEntry.Answered(
            new StoredResponse(hold, "{\"job_id\":\"🎬\"}", JobSamples.START), inserted()));
    Batch batch = samples.anyBatch();
    Notification over =
        Notification.of(
            samples.id().value(),
            batch.id(),
            Notification.Kind.BATCH_COMPLETED,
            batch.webhook().orElseThrow(),
            JobSamples.START);
    entries.add(
        new JournalEntry.BatchInserted(
            batch, List.of(samples.any(), samples.any()), List.of(over)));
    entries.add(new JournalEntry.BatchChanged(batch, List.of(samples.any()), List.of(over)));
    entries.add(new JournalEntry.QuotaSet(key.tenant(), TenantQuota.UNLIMITED, 3));
    entries.add(
        new JournalEntry.QuotaSet(
            key.tenant(),
            TenantQuota.UNLIMITED
                .withStorage(Optional.of(5_000_000_000L))
                .withFile(Optional.of(1L))
                .withDuration(Optional.of(Duration.ofMillis(5)))
                .withShorterSide(Optional.of(720)),
            4));
    entries.add(new JournalEntry.KeyCreated(key));
    entries.add(new JournalEntry.KeyRevoked(key));
    TenantBucketTable.Row row =
        new TenantBucketTable.Row(
            new BucketId(samples.id().value()),
            new TenantId("o1"),
            7,
            "a place",
            Optional.of("sealed.1.x"),
            JobSamples.START);
    entries.add(new JournalEntry.BucketChanged(row));
    entries.add(
        new JournalEntry.BucketChanged(
            new TenantBucketTable.Row(
                row.id(), row.tenant(), 8, "", Optional.empty(), JobSamples.START)));
    entries.add(new JournalEntry.SecretMade(new TenantId("o1"), Secret.of("whsec_ž"), 7));
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      entries.forEach(journal::append);
    }

    assertThat(reopened()).isEqualTo(entries);
  }

  @Test
  void a_response_longer_than_a_column_is_whole_after_a_replay() throws IOException {
    IdempotencyStore.Claim claim =
        new IdempotencyStore.Claim(
            TenantId.LOCAL, new IdempotencyKey("order-1"), "f".repeat(64), samples.id().value());
    String text = "x".repeat(2_500_000);
    JournalEntry entry =
        new JournalEntry.Answered(new StoredResponse(claim, text, JobSamples.START), inserted());
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      journal.append(entry);
    }

    assertThat(reopened()).containsExactly(entry);
  }

  @Test
  void a_file_cut_anywhere_gives_the_entries_before_the_cut() throws IOException {
    List<JournalEntry> entries = appended(3);
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    int[] ends = new int[4];
    ends[0] = HEADER;
    for (int i = 0; i < 3; i++) {
      ends[i + 1] =
          ends[i]
              + JournalFile.framed(JournalEntryDocument.toBytes(entries.get(i), Optional.empty()))
                  .length;
    }
    assertThat(ends[3]).isEqualTo(whole.length);

    for (int length = 0; length <= whole.length; length += length < 40 ? 1 : 53) {
      Files.write(file, Arrays.copyOf(whole, length));
      int cut = length;
      int expected = (int) Arrays.stream(ends).filter(end -> end <= cut).count() - 1;
      assertThat(reopened()).isEqualTo(entries.subList(0, Math.max(0, expected)));
    }
  }

  @Test
  void a_damaged_entry_and_what_follows_it_are_left_out() throws IOException {
    List<JournalEntry> entries = appended(3);
    Path file = onlyFile();
    byte[] bytes = Files.readAllBytes(file);
    int second =
        HEADER
            + JournalFile.framed(JournalEntryDocument.toBytes(entries.get(0), Optional.empty()))
                .length;
    bytes[second + 60] ^= 1;
    Files.write(file, bytes);

    assertThat(reopened()).isEqualTo(entries.subList(0, 1));
  }

  @Test
  void zeros_where_a_loss_of_power_left_them_are_no_entries() throws IOException {
    List<JournalEntry> entries = appended(2);
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length + 4_096));
    assertThat(reopened()).isEqualTo(entries);

    Files.write(file, new byte[whole.length]);
    assertThat(reopened()).isEmpty();
  }

  @Test
  void a_journal_of_another_format_is_refused_with_what_to_do() throws IOException {
    appended(1);
    Path file = onlyFile();
    byte[] bytes = Files.readAllBytes(file);
    bytes[HEADER - 1]++;
    Files.write(file, bytes);

    assertThatThrownBy(this::reopened)
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("newer Sluice")
        .extracting(e -> ((SluiceException) e).code())
        .isEqualTo(FailureCode.STORE_REFUSED);
    assertThat(files()).contains(file);
  }

  @Test
  void many_threads_share_the_file_and_none_is_answered_in_vain() throws Exception {
    int threads = 32;
    ConcurrentLinkedQueue<JournalEntry> promised = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(threads);
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      for (int i = 0; i < threads; i++) {
        JobSamples own = new JobSamples(i);
        new Thread(
                () -> {
                  for (int n = 0; n < 20; n++) {
                    JournalEntry entry = new JournalEntry.Inserted(List.of(own.pending()));
                    journal.append(entry);
                    promised.add(entry);
                  }
                  done.countDown();
                })
            .start();
      }
      done.await();
    }

    assertThat(reopened()).containsExactlyInAnyOrderElementsOf(promised).hasSize(threads * 20);
  }

  @Test
  void an_interrupted_thread_appends_all_the_same_and_stays_interrupted() throws IOException {
    JournalEntry first = inserted();
    JournalEntry second = inserted();
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      Thread.currentThread().interrupt();
      journal.append(first);
      assertThat(Thread.interrupted()).isTrue();
      journal.append(second);
    }

    assertThat(reopened()).containsExactly(first, second);
  }
}
