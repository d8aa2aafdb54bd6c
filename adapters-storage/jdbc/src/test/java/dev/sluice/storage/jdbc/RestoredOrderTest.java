package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.port.store.IdempotencyStore.StoredResponse;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.storage.jdbc.journal.Journal;
import dev.sluice.storage.jdbc.journal.JournalEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Which of two entries about one subject counts after a kill, in whatever order they were written.
 */
class RestoredOrderTest extends RestoredDatabaseFixture {
  @Test
  void of_allowances_the_greatest_generation_counts_not_the_last_entry() throws IOException {
    TenantId tenant = new TenantId("owner");
    TenantQuota last = TenantQuota.UNLIMITED.withStorage(Optional.of(3L));
    with(database -> {});
    try (Journal journal = Journal.open(folder.resolve("database"), Optional.empty())) {
      journal.append(new JournalEntry.QuotaSet(tenant, last, 3));
      journal.append(new JournalEntry.QuotaSet(tenant, TenantQuota.UNLIMITED, 2));
    }

    with(database -> assertThat(database.keys().quota(tenant)).isEqualTo(last));
  }

  @Test
  void a_key_that_names_a_later_request_by_now_is_not_given_back_to_the_earlier_one()
      throws IOException {
    Instant later = NOW.plusSeconds(100);
    with(database -> {});
    try (Journal journal = Journal.open(folder.resolve("database"), Optional.empty())) {
      journal.append(answered(hold(), "second", later.plusSeconds(100)));
      journal.append(answered(hold(), "first", later));
    }

    with(
        database ->
            assertThat(database.idempotency().claim(hold(), later, Duration.ofMinutes(1)))
                .contains("second"));
  }

  private JournalEntry answered(IdempotencyStore.Claim hold, String text, Instant until) {
    return new JournalEntry.Answered(
        new StoredResponse(hold, text, until),
        new JournalEntry.Inserted(List.of(samples.pending())));
  }

  @Test
  void a_secret_that_was_rotated_is_the_latest_in_whatever_order_it_was_written_down()
      throws IOException {
    TenantId once = new TenantId("once");
    TenantId often = new TenantId("often");
    with(database -> database.keys().webhookSecret(once, () -> Secret.of("whsec_1")));
    losing(
        database -> {
          database.keys().rotateWebhookSecret(once, Secret.of("whsec_2"));
          database.keys().rotateWebhookSecret(often, Secret.of("whsec_3"));
          database.keys().rotateWebhookSecret(often, Secret.of("whsec_4"));
        });

    // Twice: the second time the old journal meets a database that is newer.
    for (int i = 0; i < 2; i++) {
      with(
          database -> {
            assertThat(database.keys().webhookSecret(once, () -> Secret.of("new")))
                .isEqualTo(Secret.of("whsec_2"));
            assertThat(database.keys().webhookSecret(often, () -> Secret.of("new")))
                .isEqualTo(Secret.of("whsec_4"));
          });
    }
  }

  @Test
  void of_secrets_the_greatest_generation_counts_not_the_last_entry() throws IOException {
    TenantId tenant = new TenantId("owner");
    with(database -> {});
    try (Journal journal = Journal.open(folder.resolve("database"), Optional.empty())) {
      journal.append(new JournalEntry.SecretMade(tenant, Secret.of("whsec_2"), 2));
      journal.append(new JournalEntry.SecretMade(tenant, Secret.of("whsec_3"), 3));
      journal.append(new JournalEntry.SecretMade(tenant, Secret.of("whsec_1"), 1));
    }

    with(
        database ->
            assertThat(database.keys().webhookSecret(tenant, () -> Secret.of("new")))
                .isEqualTo(Secret.of("whsec_3")));
  }

  @Test
  void what_the_database_knows_better_stays() {
    Job job = samples.pending();
    Notification answer = answer(job);
    with(
        database -> {
          database.jobs().insert(List.of(job));
          database.jobs().move(failed(claimed(database)), List.of(answer));
          database.outbox().update(answer.delivered(5));
        });

    // The journal says that the job waits and has a notification to deliver.
    with(database -> {});

    with(
        database -> {
          assertThat(database.jobs().find(job.id()).orElseThrow().version()).isEqualTo(2);
          assertThat(database.outbox().about(job.id())).containsExactly(answer.delivered(5));
        });
  }

  @Test
  void after_enough_checkpoints_the_journal_is_short_and_the_database_has_everything()
      throws IOException {
    Job job = samples.pending();
    with(
        database -> {
          database.jobs().insert(List.of(job));
          for (int i = 0; i < Journal.CHECKPOINTS_OUTLIVED; i++) {
            database.journalRound();
          }
        });
    try (var files = Files.list(folder.resolve("database"))) {
      assertThat(files.filter(path -> path.getFileName().toString().matches("journal-\\d+")))
          .isEmpty();
    }

    with(database -> assertThat(database.jobs().find(job.id())).contains(job));
  }
}
