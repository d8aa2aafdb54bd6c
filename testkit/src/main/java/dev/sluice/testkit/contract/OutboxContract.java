package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.Outbox;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    return claimDue(10, now);
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

    assertThat(claimDue(2, NOW)).containsExactly(first, second);
    assertThat(claimDue(2, NOW)).containsExactly(third);
    assertThat(claimDue(2, NOW)).isEmpty();
  }

  @Test
  protected void a_notification_is_not_claimed_before_it_is_due() {
    Notification later = notification(inserted(samples.pending()), NOW).dueAt(NOW.plusSeconds(5));
    outbox().add(later);

    assertThat(claimed(NOW.plusSeconds(5).minusMillis(1))).isEmpty();

    assertThat(claimed(NOW.plusSeconds(5))).containsExactly(later);
  }

  @Test
  protected void what_has_been_due_longest_comes_first_however_old_it_is() {
    Notification old = ended(NOW.minusSeconds(9)).get(0);
    Notification again =
        claimed(NOW).get(0).postponed("no answer", Optional.empty(), NOW.plusSeconds(2));
    outbox().update(again);
    Notification young = ended(NOW.plusSeconds(1)).get(0);

    assertThat(claimed(NOW.plusSeconds(3))).containsExactly(young, again);
    assertThat(again.id()).isEqualTo(old.id());
  }

  @Test
  protected void notifications_of_one_job_do_not_wait_for_each_other() {
    List<Notification> notifications = ended(NOW.minusSeconds(2), NOW.minusSeconds(1));

    assertThat(claimed(NOW)).isEqualTo(notifications);
  }

  @Test
  protected void of_one_moment_the_one_added_first_comes_first() {
    List<Notification> notifications = ended(NOW, NOW, NOW, NOW);

    assertThat(claimed(NOW)).isEqualTo(notifications);
  }

  @Test
  protected void what_is_due_can_be_seen_without_a_claim() {
    Notification notification = ended(NOW).get(0);

    assertThat(due(NOW)).containsExactly(notification);
    assertThat(due(NOW)).containsExactly(notification);
    assertThat(outbox().claim(notification, NOW, LEASE)).isTrue();
    assertThat(due(NOW)).isEmpty();
    assertThat(outbox().claim(notification, NOW, LEASE)).isFalse();
  }

  @Test
  protected void one_that_was_tried_meanwhile_is_not_claimed() {
    Notification notification = ended(NOW).get(0);
    claimed(NOW);
    outbox().update(notification.postponed("no answer", Optional.empty(), NOW));

    assertThat(outbox().claim(notification, NOW, LEASE)).isFalse();

    assertThat(due(NOW)).hasSize(1);
  }

  @Test
  protected void a_receiver_is_the_host_and_the_tenant() {
    Job job = inserted(samples.pending());
    Job other = inserted(samples.pending());
    outbox().add(to("https://user:word@HOOK.example:8443/in?token=x", job));
    outbox().add(to("http://hook.example", other));

    assertThat(outbox().due(9, NOW, Set.of(), Set.of()))
        .extracting(Outbox.Due::receiver)
        .containsOnly(new Outbox.Receiver(job.tenant(), "hook.example"));
  }

  @Test
  protected void busy_receivers_and_tenants_are_left_out() {
    Job job = inserted(samples.pending());
    Job foreign = inserted(samples.pendingOf(new TenantId("another"), NOW, 0));
    List<Notification> busy =
        IntStream.range(0, 5).mapToObj(i -> to("https://busy.example/" + i, job)).toList();
    busy.forEach(outbox()::add);
    Notification free = to("https://free.example/in", job);
    Notification theirs = to("https://busy.example/theirs", foreign);
    outbox().add(free);
    outbox().add(theirs);
    Outbox.Receiver receiver = new Outbox.Receiver(job.tenant(), "busy.example");

    assertThat(due(2, Set.of(receiver), Set.of())).containsExactly(free, theirs);
    assertThat(due(2, Set.of(), Set.of(job.tenant()))).containsExactly(theirs);
    assertThat(due(9, Set.of(receiver), Set.of(foreign.tenant()))).containsExactly(free);
    assertThat(due(9, Set.of(receiver, new Outbox.Receiver(job.tenant(), "x")), Set.of()))
        .containsExactly(free, theirs);
  }

  @Test
  protected void what_is_due_of_a_receiver_is_postponed_together() {
    Job job = inserted(samples.pending());
    Notification first = to("https://down.example/1", job);
    Notification second = to("https://down.example/2", job);
    Notification claimed = to("https://down.example/3", job);
    Notification other = to("https://up.example/", job);
    Notification later = to("https://down.example/4", job).dueAt(NOW.plusSeconds(100));
    List.of(first, second, claimed, other, later).forEach(outbox()::add);
    outbox().claim(claimed, NOW, LEASE);
    Outbox.Receiver down = new Outbox.Receiver(job.tenant(), "down.example");

    assertThat(outbox().postpone(down, 9, NOW, NOW.plusSeconds(60))).isEqualTo(2);

    assertThat(due(NOW)).containsExactly(other);
    assertThat(outbox().about(job.id()))
        .contains(first.dueAt(NOW.plusSeconds(60)), second.dueAt(NOW.plusSeconds(60)))
        .contains(claimed, later);
    assertThat(due(NOW.plusSeconds(60)))
        .containsExactlyInAnyOrder(
            other, claimed, first.dueAt(NOW.plusSeconds(60)), second.dueAt(NOW.plusSeconds(60)));
    assertThat(due(NOW.plusSeconds(100))).contains(later);
  }

  @Test
  protected void no_more_are_postponed_than_asked() {
    Job job = inserted(samples.pending());
    List<Notification> all =
        IntStream.range(0, 5).mapToObj(i -> to("https://down.example/" + i, job)).toList();
    all.forEach(outbox()::add);
    Outbox.Receiver down = new Outbox.Receiver(job.tenant(), "down.example");

    assertThat(outbox().postpone(down, 3, NOW, NOW.plusSeconds(60))).isEqualTo(3);

    assertThat(due(NOW)).isEqualTo(all.subList(3, 5));
  }

  @Test
  protected void after_the_clock_was_set_back_a_new_one_is_due_once() {
    Notification fromTheFuture = ended(NOW.plusSeconds(600)).get(0);
    Outbox.Receiver receiver = outbox().due(1, NOW, Set.of(), Set.of()).get(0).receiver();

    assertThat(due(9, Set.of(receiver), Set.of())).isEmpty();
    assertThat(due(9, Set.of(), Set.of(receiver.tenant()))).isEmpty();
    assertThat(claimed(NOW)).containsExactly(fromTheFuture);
    assertThat(claimed(NOW)).isEmpty();
    assertThat(claimed(NOW.plus(LEASE))).containsExactly(fromTheFuture);
  }

  @Test
  protected void after_the_clock_was_set_back_one_that_was_tried_since_has_its_pause() {
    Notification fromTheFuture = ended(NOW.plusSeconds(600)).get(0);
    Notification again =
        claimed(NOW).get(0).postponed("no answer", Optional.empty(), NOW.plusSeconds(5));
    outbox().update(again);

    assertThat(due(NOW)).isEmpty();
    assertThat(due(NOW.plusSeconds(5))).containsExactly(again);
    assertThat(again.id()).isEqualTo(fromTheFuture.id());
  }

  @Test
  protected void after_the_clock_was_set_back_one_is_due_that_no_pause_makes_wait_so_long() {
    Instant furthest = NOW.plus(Outbox.LONGEST_PAUSE);
    Job job = inserted(samples.pending());
    Notification waits = notification(job, NOW.minusSeconds(9)).dueAt(furthest);
    Notification due = notification(job, NOW.minusSeconds(9)).dueAt(furthest.plusSeconds(1));
    outbox().add(waits);
    outbox().add(due);

    assertThat(due(NOW)).containsExactly(due);
    assertThat(outbox().claim(waits, NOW, LEASE)).isFalse();
    assertThat(due(furthest)).containsExactly(waits);
    assertThat(claimed(NOW)).containsExactly(due);
  }

  @Test
  protected void after_the_clock_was_set_back_a_lease_has_ended_that_no_claim_gives() {
    Notification notification = ended(NOW.minusSeconds(9)).get(0);
    Instant later = NOW.plus(Outbox.LONGEST_PAUSE);
    assertThat(claimed(later)).containsExactly(notification);

    assertThat(claimed(NOW.plus(LEASE))).isEmpty();
    assertThat(claimed(NOW.plus(LEASE).minusSeconds(1))).containsExactly(notification);
  }

  @Test
  protected void after_the_clock_was_set_back_what_is_due_is_postponed_as_well() {
    Job job = inserted(samples.pending());
    Notification created = notification(job, NOW.plusSeconds(600));
    Notification far = notification(job, NOW).dueAt(NOW.plus(Outbox.LONGEST_PAUSE).plusSeconds(1));
    outbox().add(created);
    outbox().add(far);
    Outbox.Receiver receiver = Outbox.Receiver.of(job.tenant(), created.target());

    assertThat(outbox().postpone(receiver, 9, NOW, NOW.plusSeconds(60))).isEqualTo(2);

    assertThat(due(NOW)).isEmpty();
    assertThat(due(NOW.plusSeconds(60)))
        .containsExactlyInAnyOrder(
            created.dueAt(NOW.plusSeconds(60)), far.dueAt(NOW.plusSeconds(60)));
  }

  private List<Notification> due(Instant now) {
    return outbox().due(10, now, Set.of(), Set.of()).stream()
        .map(Outbox.Due::notification)
        .toList();
  }

  private List<Notification> due(
      int max, Set<Outbox.Receiver> busyReceivers, Set<TenantId> busyTenants) {
    return outbox().due(max, NOW, busyReceivers, busyTenants).stream()
        .map(Outbox.Due::notification)
        .toList();
  }

  private Notification to(String url, Job job) {
    return Notification.of(
        samples.id().value(),
        job.id(),
        Notification.Kind.JOB_COMPLETED,
        WebhookTarget.parse(url),
        NOW);
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
                List<Notification> claimed = claimDue(i + 1, NOW);
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
