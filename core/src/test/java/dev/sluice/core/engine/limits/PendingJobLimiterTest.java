package dev.sluice.core.engine.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PendingJobLimiterTest {
  private static final TenantId ME = new TenantId("me");

  private final AtomicLong stored = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void of_two_that_counted_at_the_same_moment_one_gets_the_last_place() throws Exception {
    PendingJobLimiter room = new PendingJobLimiter(10);
    stored.set(9);
    CountDownLatch bothCounted = new CountDownLatch(2);
    List<Future<?>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(
          threads.submit(
              () ->
                  room.enter(
                      ME,
                      1,
                      () -> {
                        long waiting = stored.get();
                        bothCounted.countDown();
                        await(bothCounted);
                        return waiting;
                      },
                      stored::incrementAndGet)));
    }

    assertThat(refused(both)).isEqualTo(1);
    assertThat(stored).hasValue(10);
  }

  @Test
  void many_at_once_fill_it_to_the_last_place_and_not_beyond() throws Exception {
    PendingJobLimiter room = new PendingJobLimiter(100);
    CyclicBarrier begin = new CyclicBarrier(16);
    List<Future<?>> all = new ArrayList<>();
    AtomicLong refused = new AtomicLong();
    for (int i = 0; i < 16; i++) {
      all.add(
          threads.submit(
              () -> {
                begin.await();
                for (int j = 0; j < 20; j++) {
                  try {
                    room.enter(ME, 1, stored::get, stored::incrementAndGet);
                  } catch (SluiceException e) {
                    refused.incrementAndGet();
                  }
                }
                return null;
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }

    assertThat(stored).hasValue(100);
    assertThat(refused).hasValue(16 * 20 - 100);
  }

  @Test
  void where_there_is_room_for_all_they_insert_at_the_same_time() throws Exception {
    PendingJobLimiter room = new PendingJobLimiter(10);
    CountDownLatch bothInsert = new CountDownLatch(2);
    List<Future<?>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(
          threads.submit(
              () ->
                  room.enter(
                      ME,
                      1,
                      stored::get,
                      () -> {
                        bothInsert.countDown();
                        await(bothInsert);
                      })));
    }

    assertThat(refused(both)).isZero();
  }

  @Test
  void an_insert_that_fails_gives_its_places_back() {
    PendingJobLimiter room = new PendingJobLimiter(1);

    assertThatThrownBy(
            () ->
                room.enter(
                    ME,
                    1,
                    stored::get,
                    () -> {
                      throw new IllegalStateException("down");
                    }))
        .hasMessage("down");

    room.enter(ME, 1, stored::get, stored::incrementAndGet);
    assertThat(stored).hasValue(1);
  }

  @Test
  void who_adds_nothing_that_waits_needs_no_room_and_others_have_their_own() {
    PendingJobLimiter room = new PendingJobLimiter(1);
    stored.set(1);
    AtomicLong inserts = new AtomicLong();

    room.enter(ME, 0, stored::get, inserts::incrementAndGet);
    room.enter(new TenantId("you"), 1, () -> 0, inserts::incrementAndGet);
    assertThat(inserts).hasValue(2);

    assertThatThrownBy(() -> room.enter(ME, 1, stored::get, inserts::incrementAndGet))
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.QUEUE_FULL))
        .hasMessageStartingWith("1 jobs are waiting already and 1 more came, but at most 1 may");
    assertThat(inserts).hasValue(2);
  }

  private static int refused(List<Future<?>> all) throws InterruptedException {
    int refused = 0;
    for (Future<?> each : all) {
      try {
        each.get();
      } catch (ExecutionException e) {
        assertThat(e.getCause()).isInstanceOf(SluiceException.class);
        refused++;
      }
    }
    return refused;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
