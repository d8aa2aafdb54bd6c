package dev.sluice.storage.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Allowance;
import dev.sluice.core.job.ApiKey;
import dev.sluice.core.job.Batch;
import dev.sluice.core.job.IdempotencyKey;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.KeptAnswer;
import dev.sluice.core.job.KeyHold;
import dev.sluice.core.job.Notification;
import dev.sluice.core.job.Owner;
import dev.sluice.core.job.Secret;
import dev.sluice.core.job.StorageId;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.testkit.JobSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final int HEADER = 8;

  @TempDir Path folder;
  private final JobSamples samples = new JobSamples(7);

  private JournalEntry inserted() {
    return new JournalEntry.Inserted(List.of(samples.any()));
  }

  private List<JournalEntry> reopened() throws IOException {
    try (Journal journal = Journal.open(folder)) {
      return journal.takenOver();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(path -> path.getFileName().toString().matches("journal-\\d+")).toList();
    }
  }

  private Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1);
    return files().get(0);
  }

  private List<JournalEntry> appended(int count) throws IOException {
    List<JournalEntry> entries = Stream.generate(this::inserted).limit(count).toList();
    try (Journal journal = Journal.open(folder)) {
      entries.forEach(journal::append);
    }
    return entries;
  }

  @Test
  void every_kind_of_entry_survives_with_every_field() throws IOException {
    ApiKey key =
        new ApiKey(
            new Owner("o1"), "ci 🎬", "f".repeat(64), "sk_1", JobSamples.START, Optional.empty());
    List<JournalEntry> entries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Job job = samples.any();
      Notification told =
          Notification.of(
              samples.id().value(),
              job.id(),
              Notification.Kind.JOB_COMPLETED,
              WebhookTarget.parse("https://u:w@hook.example/in?token=1"),
              JobSamples.START);
      entries.add(new JournalEntry.Inserted(List.of(job, samples.any())));
      entries.add(
          new JournalEntry.Ended(
              job, List.of(told, told.postponed("500", Optional.of(3L), JobSamples.START))));
    }
    KeyHold hold =
        new KeyHold(key.owner(), new IdempotencyKey("k ž"), "f".repeat(64), samples.id().value());
    entries.add(
        new JournalEntry.Answered(
            new KeptAnswer(hold, "{\"job_id\":\"🎬\"}", JobSamples.START), inserted()));
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
    entries.add(new JournalEntry.Allowed(key.owner(), Allowance.UNLIMITED, 3));
    entries.add(
        new JournalEntry.Allowed(
            key.owner(),
            new Allowance(
                Optional.of(5_000_000_000L),
                Optional.of(1L),
                Optional.of(Duration.ofMillis(5)),
                Optional.of(720)),
            4));
    entries.add(new JournalEntry.KeyCreated(key));
    entries.add(new JournalEntry.KeyRevoked(key));
    OwnerStorageTable.Row row =
        new OwnerStorageTable.Row(
            new StorageId(samples.id().value()),
            new Owner("o1"),
            7,
            "a place",
            Optional.of("sealed.1.x"),
            JobSamples.START);
    entries.add(new JournalEntry.StorageChanged(row));
    entries.add(
        new JournalEntry.StorageChanged(
            new OwnerStorageTable.Row(
                row.id(), row.owner(), 8, "", Optional.empty(), JobSamples.START)));
    entries.add(new JournalEntry.SecretMade(new Owner("o1"), Secret.of("whsec_ž"), 7));
    try (Journal journal = Journal.open(folder)) {
      entries.forEach(journal::append);
    }

    assertThat(reopened()).isEqualTo(entries);
  }

  @Test
  void a_secret_of_before_there_were_generations_is_of_the_first() throws IOException {
    byte[] old = {5, 0, 0, 0, 2, 'o', '1', 0, 0, 0, 7, 'w', 'h', 's', 'e', 'c', '_', '1'};

    assertThat(EntryReader.entry(old))
        .isEqualTo(new JournalEntry.SecretMade(new Owner("o1"), Secret.of("whsec_1"), 1));
  }

  @Test
  void a_file_cut_anywhere_gives_the_entries_before_the_cut() throws IOException {
    List<JournalEntry> entries = appended(3);
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    int[] ends = new int[4];
    ends[0] = HEADER;
    for (int i = 0; i < 3; i++) {
      ends[i + 1] = ends[i] + JournalFile.framed(EntryWriter.bytes(entries.get(i))).length;
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
    int second = HEADER + JournalFile.framed(EntryWriter.bytes(entries.get(0))).length;
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
    try (Journal journal = Journal.open(folder)) {
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
    try (Journal journal = Journal.open(folder)) {
      Thread.currentThread().interrupt();
      journal.append(first);
      assertThat(Thread.interrupted()).isTrue();
      journal.append(second);
    }

    assertThat(reopened()).containsExactly(first, second);
  }

  @Test
  void a_file_goes_after_three_checkpoints_that_began_after_it() throws IOException {
    JournalEntry old = inserted();
    JournalEntry young = inserted();
    try (Journal journal = Journal.open(folder)) {
      journal.append(old);
      for (int i = 0; i < Journal.CHECKPOINTS_OUTLIVED - 1; i++) {
        journal.beginNewFile();
        journal.checkpointed();
      }
      journal.append(young);
      assertThat(files()).hasSize(2);

      journal.beginNewFile();
      journal.checkpointed();
    }

    assertThat(reopened()).containsExactly(young);
  }

  @Test
  void a_checkpoint_does_not_count_for_what_was_written_during_it() throws IOException {
    JournalEntry entry = inserted();
    try (Journal journal = Journal.open(folder)) {
      for (int i = 0; i < 10; i++) {
        journal.append(entry);
        journal.checkpointed();
      }
    }

    assertThat(reopened()).hasSize(10);
  }

  @Test
  void a_checkpoint_does_not_count_for_a_file_that_was_given_up_during_it() throws IOException {
    JournalEntry entry = inserted();
    try (Journal journal = Journal.open(folder)) {
      journal.append(entry);
      journal.breakCurrent();
      assertThatThrownBy(() -> journal.append(inserted())).isInstanceOf(SluiceException.class);
      assertThat(journal.hasClosedFiles()).isTrue();
      for (int i = 0; i < Journal.CHECKPOINTS_OUTLIVED; i++) {
        journal.checkpointed();
      }
    }

    assertThat(reopened()).containsExactly(entry);
  }

  @Test
  void a_file_that_has_grown_large_is_followed_by_another() throws IOException {
    JournalEntry large = new JournalEntry.Inserted(Collections.nCopies(50_000, samples.pending()));
    JournalEntry small = inserted();
    try (Journal journal = Journal.open(folder)) {
      journal.append(large);
      journal.append(small);
      assertThat(files()).hasSize(2);
    }

    assertThat(reopened()).containsExactly(large, small);
  }

  @Test
  void an_idle_journal_leaves_nothing_behind() throws IOException {
    try (Journal journal = Journal.open(folder)) {
      journal.beginNewFile();
      assertThat(journal.hasClosedFiles()).isFalse();
    }

    assertThat(files()).isEmpty();
  }

  @Test
  void the_files_of_a_living_holder_are_left_alone() throws IOException {
    JournalEntry theirs = inserted();
    try (Journal living = Journal.open(folder)) {
      living.append(theirs);

      assertThat(reopened()).isEmpty();

      living.append(theirs);
    }
    assertThat(reopened()).containsExactly(theirs, theirs);
  }

  @Test
  void an_entry_that_cannot_be_written_is_no_promise_and_the_next_one_is() throws IOException {
    Journal journal = Journal.open(folder);
    JournalEntry before = inserted();
    JournalEntry after = inserted();
    journal.append(before);
    journal.breakCurrent();

    assertThatThrownBy(() -> journal.append(inserted()))
        .isInstanceOf(SluiceException.class)
        .extracting(e -> ((SluiceException) e).code())
        .isEqualTo(FailureCode.STORE_UNAVAILABLE);
    journal.append(after);
    journal.close();

    assertThat(reopened()).containsExactly(before, after);
  }
}
