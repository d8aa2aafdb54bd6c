package dev.sluice.storage.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SharedFlushTest {
  @Test
  void those_who_come_while_one_is_under_way_share_the_next() throws Exception {
    AtomicInteger flushes = new AtomicInteger();
    Semaphore begun = new Semaphore(0);
    Semaphore mayEnd = new Semaphore(0);
    SharedFlush shared =
        new SharedFlush(
            () -> {
              flushes.incrementAndGet();
              begun.release();
              mayEnd.acquireUninterruptibly();
            });
    ExecutorService threads = Executors.newFixedThreadPool(9);
    try {
      Future<?> first = threads.submit(shared::await);
      begun.acquire();
      List<Thread> waiting = new ArrayList<>();
      List<Future<?>> others = new ArrayList<>();
      CountDownLatch known = new CountDownLatch(8);
      for (int i = 0; i < 8; i++) {
        others.add(
            threads.submit(
                () -> {
                  synchronized (waiting) {
                    waiting.add(Thread.currentThread());
                  }
                  known.countDown();
                  shared.await();
                }));
      }
      known.await();
      Awaitility.await()
          .until(() -> waiting.stream().allMatch(t -> t.getState() == Thread.State.WAITING));

      mayEnd.release();
      first.get();
      assertThat(others).as("the first began before they asked").noneMatch(Future::isDone);
      mayEnd.release();
      for (Future<?> other : others) {
        other.get();
      }
      assertThat(flushes).hasValue(2);
    } finally {
      mayEnd.release(100);
      threads.shutdownNow();
    }
  }

  @Test
  void a_failure_is_told_and_does_not_stick() {
    List<RuntimeException> failures = new ArrayList<>(List.of(new IllegalStateException("full")));
    SharedFlush shared =
        new SharedFlush(
            () -> {
              if (!failures.isEmpty()) {
                throw failures.remove(0);
              }
            });

    assertThatThrownBy(shared::await).hasMessage("full");
    shared.await();
  }
}
