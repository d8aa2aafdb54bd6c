package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of {@link dev.sluice.core.port.store.Outbox}, which the store of the jobs fills. */
public abstract class OutboxContract extends JobStoreFixture {
  /** Ends a job with a notification for each of these instants, and returns them. */
  private List<Notification> ended(Instant... created) {
    Job waiting = inserted(samples.pending());
    Job end =
        waiting.toBuilder()
            .status(JobStatus.SKIPPED)
            .finishedAt(Optional.of(NOW))
            .version(waiting.version() + 1)
            .build();
    List<Notification> notifications =
        Stream.of(created).map(moment -> notification(end, moment)).toList();
    assertThat(store().move(end, notifications)).isTrue();
    return notifications;
  }

  private List<Notification> claimed(Instant now) {
    return outbox().claimDue(10, now, LEASE);
  }

  @Test
  protected void an_empty_outbox_gives_nothing() {
    assertThat(claimed(NOW)).isEmpty();
    assertThat(outbox().about(samples.id())).isEmpty();
  }

  @Test
  protected void every_field_of_a_notification_survives() {
    for (Notification.Kind kind :
        EnumSet.complementOf(EnumSet.of(Notification.Kind.BATCH_COMPLETED))) {
      Job job = inserted(samples.pending());
      Job next = job.toBuilder().version(1).build();
      Notification plain = notification(next, NOW);
      Notification notification =
          new Notification(
              plain.id(),
              plain.about(),
              kind,
              plain.target(),
              Notification.State.PENDING,
              7,
              NOW.minusSeconds(3),
              NOW.plusNanos(1_000),
              Optional.of("the receiver answered 500 'oops' 🎬"),
              Optional.of(1_234L));

      store().move(next, List.of(notification));

      assertThat(outbox().about(job.id())).containsExactly(notification);
      assertThat(outbox().about(job.id()).get(0).target().url().text())
          .isEqualTo(notification.target().url().text());
    }
  }

  @Test
  protected void the_older_ones_come_first_and_no_more_than_asked() {
    Notification second = ended(NOW.minusSeconds(2)).get(0);
    Notification first = ended(NOW.minusSeconds(3)).get(0);
    Notification third = ended(NOW.minusSeconds(1)).get(0);

    assertThat(outbox().claimDue(2, NOW, LEASE)).containsExactly(first, second);
    assertThat(outbox().claimDue(2, NOW, LEASE)).containsExactly(third);
    assertThat(outbox().claimDue(2, NOW, LEASE)).isEmpty();
  }

  @Test
  protected void a_notification_is_not_claimed_before_it_is_due() {
    Notification later = ended(NOW.plusSeconds(5)).get(0);

    assertThat(claimed(NOW.plusSeconds(5).minusMillis(1))).isEmpty();

    assertThat(claimed(NOW.plusSeconds(5))).containsExactly(later);
  }

  @Test
  protected void of_each_job_only_the_oldest_is_claimed_until_it_is_done_with() {
    List<Notification> notifications = ended(NOW.minusSeconds(2), NOW.minusSeconds(1));
    Notification other = ended(NOW).get(0);

    assertThat(claimed(NOW)).containsExactly(notifications.get(0), other);
    assertThat(claimed(NOW)).as("the younger one waits for the older").isEmpty();
    outbox().update(notifications.get(0).delivered(12));

    assertThat(claimed(NOW)).containsExactly(notifications.get(1));
  }

  @Test
  protected void of_one_moment_the_one_told_first_is_the_older() {
    List<Notification> notifications = ended(NOW, NOW, NOW, NOW);

    List<UUID> order = new ArrayList<>();
    for (int i = 0; i < notifications.size(); i++) {
      Notification next = claimed(NOW).get(0);
      order.add(next.id());
      outbox().update(next.delivered(1));
    }

    assertThat(order).isEqualTo(notifications.stream().map(Notification::id).toList());
  }

  @Test
  protected void a_postponed_one_holds_back_the_younger_ones_of_its_job() {
    List<Notification> notifications = ended(NOW.minusSeconds(2), NOW.minusSeconds(1));
    Notification postponed =
        claimed(NOW).get(0).postponed("no answer", Optional.empty(), NOW.plusSeconds(30));

    outbox().update(postponed);

    assertThat(claimed(NOW.plusSeconds(29))).isEmpty();
    assertThat(claimed(NOW.plusSeconds(30))).containsExactly(postponed);
    outbox().update(postponed.givenUp("gone", Optional.of(3L)));
    assertThat(claimed(NOW)).containsExactly(notifications.get(1));
  }

  @Test
  protected void a_claimed_one_comes_back_when_its_lease_has_passed() {
    Notification notification = ended(NOW).get(0);
    assertThat(claimed(NOW)).containsExactly(notification);

    assertThat(claimed(NOW.plus(LEASE).minusMillis(1))).isEmpty();

    assertThat(claimed(NOW.plus(LEASE))).containsExactly(notification);
  }

  @Test
  protected void what_has_become_of_one_is_remembered() {
    Notification notification = ended(NOW).get(0);
    Notification postponed =
        claimed(NOW).get(0).postponed("the receiver answered 503", Optional.of(88L), NOW);

    outbox().update(postponed);
    assertThat(outbox().about(notification.about())).containsExactly(postponed);
    assertThat(claimed(NOW)).as("given up by the update").containsExactly(postponed);
    outbox().update(postponed.delivered(17));

    assertThat(outbox().about(notification.about())).containsExactly(postponed.delivered(17));
    assertThat(claimed(NOW.plusSeconds(999))).isEmpty();
  }

  @Test
  protected void a_delivered_one_stays_delivered_whatever_a_late_teller_says() {
    Notification notification = ended(NOW).get(0);
    outbox().update(claimed(NOW).get(0).delivered(17));

    outbox().update(notification.postponed("no answer", Optional.empty(), NOW));

    assertThat(outbox().about(notification.about())).containsExactly(notification.delivered(17));
  }

  @Test
  protected void a_jobs_notifications_are_listed_oldest_first() {
    List<Notification> notifications =
        ended(NOW.plusSeconds(3), NOW.plusSeconds(1), NOW.plusSeconds(2));
    ended(NOW);

    assertThat(outbox().about(notifications.get(0).about()))
        .containsExactly(notifications.get(1), notifications.get(2), notifications.get(0));
  }

  @Test
  protected void claimers_never_share_a_notification() {
    List<UUID> all =
        IntStream.range(0, 60).mapToObj(i -> ended(NOW.minusSeconds(i)).get(0).id()).toList();

    List<List<UUID>> each =
        ConcurrentCalls.run(
            5,
            i -> {
              List<UUID> mine = new ArrayList<>();
              for (int empty = 0; empty < 20; ) {
                List<Notification> claimed = outbox().claimDue(i + 1, NOW, LEASE);
                claimed.forEach(notification -> mine.add(notification.id()));
                empty += claimed.isEmpty() ? 1 : 0;
              }
              return mine;
            });

    assertThat(each.stream().flatMap(List::stream))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  protected void what_is_told_of_a_running_attempt_comes_before_its_end() {
    Job held = running();
    List<Notification> stages =
        List.of(notification(held, NOW.minusSeconds(2)), notification(held, NOW.minusSeconds(1)));

    assertThat(queue().addNotifications(held.id(), held.attempt(), stages)).isTrue();

    assertThat(found(held.id())).as("it is no move").isEqualTo(held);
    Job over = held.failed(new Job.Failure(FailureCode.NOT_MEDIA, "no media"), NOW);
    Notification last = notification(over, NOW);
    assertThat(store().move(over, List.of(last))).isTrue();
    assertThat(outbox().about(held.id())).containsExactly(stages.get(0), stages.get(1), last);
  }

  @Test
  protected void nothing_is_told_of_an_attempt_that_does_not_hold_the_job() {
    Job held = running();
    Job waiting = inserted(samples.pending());
    Notification stage = notification(held, NOW);

    assertThat(queue().addNotifications(held.id(), held.attempt() + 1, List.of(stage))).isFalse();
    assertThat(queue().addNotifications(waiting.id(), 0, List.of(notification(waiting, NOW))))
        .isFalse();
    assertThat(queue().addNotifications(samples.id(), 1, List.of(stage))).isFalse();
    store().move(held.failed(new Job.Failure(FailureCode.CANCELLED, "gone"), NOW), List.of());
    assertThat(queue().addNotifications(held.id(), held.attempt(), List.of(stage))).isFalse();

    assertThat(outbox().about(held.id())).isEmpty();
  }

  @Test
  protected void one_that_no_move_caused_stands_behind_the_others_and_survives() {
    Notification first = ended(NOW).get(0);
    Job job = found((JobId) first.about());
    Notification again = notification(job, NOW.plusSeconds(1));

    outbox().add(again);

    assertThat(outbox().about(job.id())).containsExactly(first, again);
    assumeTrue(reopened().isPresent(), "this outbox ends with its process");
    assertThat(outbox().about(job.id())).containsExactly(first, again);
  }

  @Test
  protected void notifications_survive_a_reopening() {
    Notification notification = ended(NOW).get(0);

    assumeTrue(reopened().isPresent(), "this outbox ends with its process");

    assertThat(claimed(NOW)).containsExactly(notification);
  }
}
