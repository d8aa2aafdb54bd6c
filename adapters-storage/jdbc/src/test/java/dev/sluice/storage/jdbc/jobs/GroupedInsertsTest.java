package dev.sluice.storage.jdbc.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.testkit.sample.JobSamples;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupedInsertsTest {
  private static final SluiceException AWAY =
      new SluiceException(FailureCode.STORE_UNAVAILABLE, "The database does not answer");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final JobSamples samples = new JobSamples(1);
  private final List<List<Job>> transactions = new CopyOnWriteArrayList<>();
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);

  @AfterEach
  void end() {
    firstMayEnd.countDown();
    threads.shutdownNow();
  }

  @Test
  void a_job_that_comes_alone_is_written_at_once() {
    GroupedInserts inserts = new GroupedInserts(jobs -> transactions.add(jobs));
    Job job = samples.pending();

    assertThat(inserts.insert(job)).isTrue();

    assertThat(transactions).containsExactly(List.of(job));
  }

  @Test
  void those_that_come_while_one_is_written_are_written_together() throws Exception {
    GroupedInserts inserts = new GroupedInserts(this::slowAtFirst);
    Job first = samples.pending();
    List<Job> others = pending(5);

    List<Future<Boolean>> results = begun(inserts, first, others);
    firstMayEnd.countDown();

    for (Future<Boolean> result : results) {
      assertThat(result.get()).isTrue();
    }
    assertThat(transactions).hasSize(2).first().isEqualTo(List.of(first));
    assertThat(transactions.get(1)).containsExactlyInAnyOrderElementsOf(others);
  }

  @Test
  void a_transaction_takes_so_many_and_no_more() throws Exception {
    GroupedInserts inserts = new GroupedInserts(this::slowAtFirst);
    List<Job> others = pending(GroupedInserts.MOST_TOGETHER + 1);

    List<Future<Boolean>> results = begun(inserts, samples.pending(), others);
    firstMayEnd.countDown();

    for (Future<Boolean> result : results) {
      assertThat(result.get()).isTrue();
    }
    assertThat(transactions).extracting(List::size).containsExactly(1, 64, 1);
  }

  @Test
  void one_whose_id_is_there_keeps_none_of_the_others_out() throws Exception {
    List<Job> others = pending(5);
    Job known = others.get(3);
    GroupedInserts inserts =
        new GroupedInserts(jobs -> slowAtFirst(jobs) && jobs.stream().noneMatch(known::equals));

    List<Future<Boolean>> results = begun(inserts, samples.pending(), others);
    firstMayEnd.countDown();

    for (int i = 0; i < others.size(); i++) {
      assertThat(results.get(1 + i).get()).isEqualTo(i != 3);
    }
  }

  @Test
  void one_that_a_statement_refuses_keeps_none_of_the_others_out() throws Exception {
    List<Job> others = pending(5);
    Job odd = others.get(2);
    GroupedInserts inserts =
        new GroupedInserts(
            jobs -> {
              if (jobs.contains(odd)) {
                throw new SluiceException(FailureCode.INTERNAL, "rejected a statement");
              }
              return slowAtFirst(jobs);
            });

    List<Future<Boolean>> results = begun(inserts, samples.pending(), others);
    firstMayEnd.countDown();

    assertFails(results.get(1 + 2), FailureCode.INTERNAL);
    for (int i : List.of(0, 1, 3, 4)) {
      assertThat(results.get(1 + i).get()).isTrue();
    }
  }

  @Test
  void trouble_of_the_database_is_told_to_all_and_nothing_is_tried_twice() throws Exception {
    GroupedInserts inserts =
        new GroupedInserts(
            jobs -> {
              slowAtFirst(jobs);
              throw AWAY;
            });

    List<Future<Boolean>> results = begun(inserts, samples.pending(), pending(5));
    firstMayEnd.countDown();

    for (Future<Boolean> result : results) {
      assertFails(result, FailureCode.STORE_UNAVAILABLE);
    }
    assertThat(transactions).extracting(List::size).containsExactly(1, 5);
  }

  @Test
  void what_nobody_foresaw_leaves_no_one_waiting() throws Exception {
    GroupedInserts inserts =
        new GroupedInserts(
            jobs -> {
              if (slowAtFirst(jobs) && transactions.size() == 1) {
                throw new AssertionError("no memory, say");
              }
              return true;
            });

    List<Future<Boolean>> results = begun(inserts, samples.pending(), pending(5));
    firstMayEnd.countDown();

    assertThatThrownBy(results.get(0)::get).hasCauseInstanceOf(AssertionError.class);
    for (Future<Boolean> result : results.subList(1, 6)) {
      assertThat(result.get()).isTrue();
    }
  }

  private List<Job> pending(int number) {
    return Stream.generate(samples::pending).limit(number).toList();
  }

  private boolean slowAtFirst(List<Job> jobs) {
    boolean first = transactions.isEmpty();
    transactions.add(jobs);
    if (first) {
      try {
        firstMayEnd.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return true;
  }

  /** Returns when the first is being written and all the others wait. */
  private List<Future<Boolean>> begun(GroupedInserts inserts, Job first, List<Job> others) {
    List<Future<Boolean>> results = new CopyOnWriteArrayList<>();
    results.add(threads.submit((Callable<Boolean>) () -> inserts.insert(first)));
    Awaitility.await().until(() -> transactions.size() == 1);
    for (Job other : others) {
      results.add(threads.submit((Callable<Boolean>) () -> inserts.insert(other)));
    }
    Awaitility.await().until(() -> inserts.waiting() == others.size());
    return results;
  }

  private static void assertFails(Future<Boolean> result, FailureCode code) {
    assertThatThrownBy(result::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(SluiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
