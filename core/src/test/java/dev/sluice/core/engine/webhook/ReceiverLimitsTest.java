package dev.sluice.core.engine.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.store.Outbox.Receiver;
import dev.sluice.core.tenant.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiverLimitsTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final TenantId ONE = new TenantId("one");

  private final ReceiverLimits limits = new ReceiverLimits();

  private Optional<ReceiverLimits.Permit> enter(Receiver receiver) {
    return limits.enter(receiver, false, NOON);
  }

  private static Receiver receiver(TenantId tenant, int number) {
    return new Receiver(tenant, "host" + number + ".example");
  }

  @Test
  void two_at_a_time_go_to_a_receiver() {
    Receiver receiver = receiver(ONE, 1);
    ReceiverLimits.Permit first = enter(receiver).orElseThrow();
    assertThat(enter(receiver)).isPresent();
    assertThat(limits.busyReceivers()).containsExactly(receiver);

    assertThat(enter(receiver)).isEmpty();

    first.succeeded();
    assertThat(limits.busyReceivers()).isEmpty();
    assertThat(enter(receiver)).isPresent();
  }

  @Test
  void a_tenant_never_gets_more_than_are_left_for_others() {
    int ofOne = 0;
    while (enter(receiver(ONE, ofOne)).isPresent()) {
      ofOne++;
    }
    assertThat(ofOne).isEqualTo(24);
    assertThat(limits.busyTenants()).containsExactly(ONE);

    for (int other = 0; other < 23; other++) {
      assertThat(enter(receiver(new TenantId("other" + other), 1))).isPresent();
    }
    assertThat(limits.hasRoom()).isTrue();
  }

  @Test
  void progress_takes_one_of_the_two_and_leaves_one_to_ends() {
    Receiver receiver = receiver(ONE, 1);
    assertThat(limits.enter(receiver, true, NOON)).isPresent();

    assertThat(limits.enter(receiver, true, NOON)).isEmpty();
    assertThat(enter(receiver)).isPresent();
    assertThat(enter(receiver)).isEmpty();
  }

  @Test
  void progress_that_fails_does_not_stop_ends() {
    Receiver receiver = receiver(ONE, 1);
    for (int i = 0; i < 3; i++) {
      limits.enter(receiver, true, NOON).orElseThrow().failed(NOON);
    }

    assertThat(limits.enter(receiver, true, NOON)).isEmpty();
    assertThat(limits.openUntil(receiver, true, NOON)).isPresent();
    assertThat(limits.openUntil(receiver, false, NOON)).isEmpty();
    assertThat(enter(receiver)).isPresent();
  }

  @Test
  void a_receiver_that_fails_is_paused_and_then_tried_once() {
    Receiver receiver = receiver(ONE, 1);
    for (int i = 0; i < 5; i++) {
      enter(receiver).orElseThrow().failed(NOON);
    }
    assertThat(enter(receiver)).isEmpty();
    Instant later = limits.openUntil(receiver, false, NOON).orElseThrow();

    Optional<ReceiverLimits.Permit> trial = limits.enter(receiver, false, later);
    assertThat(trial).isPresent();
    assertThat(limits.enter(receiver, false, later)).as("beside the trial").isEmpty();
    assertThat(limits.busyReceivers()).containsExactly(receiver);
    trial.get().succeeded();
    assertThat(limits.enter(receiver, false, later)).isPresent();
    assertThat(limits.enter(receiver, false, later)).isPresent();
  }

  @Test
  void what_one_tenant_does_to_a_host_does_not_concern_another() {
    for (int i = 0; i < 5; i++) {
      enter(receiver(ONE, 1)).orElseThrow().failed(NOON);
    }

    assertThat(enter(receiver(new TenantId("other"), 1))).isPresent();
  }
}
