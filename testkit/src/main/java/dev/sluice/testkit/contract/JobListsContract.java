package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.batch.Batch;
import dev.sluice.core.batch.NewJobs;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.BatchId;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobCursor;
import dev.sluice.core.job.JobFailure;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link dev.sluice.core.port.store.JobStore}: cursors, filters, and totals that stay right. */
abstract class JobListsContract extends JobTurnsContract {
  private static final JobQuery QUERY = JobQuery.of(TenantId.LOCAL);

  /** All of the query's pages of this size, one after the other. */
  private List<Page<Job>> pages(JobQuery query, int size) {
    List<Page<Job>> pages = new ArrayList<>();
    pages.add(store().list(query.withLimit(size)));
    while (last(pages).more()) {
      List<Job> items = last(pages).items();
      JobCursor behind = JobCursor.after(items.get(items.size() - 1));
      pages.add(store().list(query.withLimit(size).withAfter(behind)));
    }
    return pages;
  }

  private static Page<Job> last(List<Page<Job>> pages) {
    return pages.get(pages.size() - 1);
  }

  private static List<Job> items(List<Page<Job>> pages) {
    return pages.stream().flatMap(page -> page.items().stream()).toList();
  }

  private Job in(String folder, int secondsAgo) {
    JobRequest request = JobRequest.of("https://media.example/a.mkv").withFolder(folder);
    return Job.submitted(samples.id(), TenantId.LOCAL, request, NOW.minusSeconds(secondsAgo));
  }

  @Test
  protected void cursors_show_each_job_once_also_among_many_of_one_moment() {
    List<Job> jobs =
        IntStream.range(0, 30).mapToObj(i -> samples.pendingAt(NOW.minusSeconds(i / 8))).toList();
    store().insert(jobs);

    for (int size : new int[] {1, 7, 10, 30, 31}) {
      List<Page<Job>> pages = pages(QUERY, size);
      assertThat(items(pages)).isEqualTo(store().list(QUERY.withLimit(100)).items()).hasSize(30);
      assertThat(pages).hasSize((30 + size - 1) / size);
      assertThat(pages).allSatisfy(page -> assertThat(page.total()).isEqualTo(30));
    }
  }

  @Test
  protected void a_cursor_is_not_confused_by_jobs_that_come_meanwhile() {
    store()
        .insert(
            IntStream.range(0, 4).mapToObj(i -> samples.pendingAt(NOW.minusSeconds(i))).toList());
    Page<Job> first = store().list(QUERY.withLimit(2));

    store().insert(List.of(samples.pendingAt(NOW.plusSeconds(9))));

    Page<Job> second =
        store().list(QUERY.withLimit(2).withAfter(JobCursor.after(first.items().get(1))));
    assertThat(second.items()).doesNotContainAnyElementsOf(first.items()).hasSize(2);
    assertThat(second.more()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(JobStatus.class)
  protected void a_cursor_goes_with_a_status(JobStatus status) {
    List<Job> jobs =
        Stream.of(JobStatus.values())
            .flatMap(each -> Stream.generate(() -> samples.in(each, NOW.plus(LEASE))).limit(3))
            .toList();
    store().insert(jobs);
    store().insert(List.of(samples.pending().paused()));

    List<Page<Job>> pages = pages(QUERY.withStatus(status), 2);

    int expected = status == JobStatus.PENDING ? 4 : 3;
    assertThat(items(pages)).hasSize(expected).doesNotHaveDuplicates();
    assertThat(items(pages)).allMatch(job -> job.status() == status);
    assertThat(pages).allSatisfy(page -> assertThat(page.totalFiltered()).isEqualTo(expected));
  }

  @Test
  protected void a_list_can_show_one_folder_only_also_with_a_status() {
    List<Job> talks = IntStream.range(0, 5).mapToObj(i -> in("talks", i)).toList();
    store().insert(talks);
    store().insert(List.of(in("talks/2026", 1), samples.pending()));
    Job paused = in("talks", 9).paused();
    store().insert(List.of(paused));
    store()
        .insert(
            List.of(
                Job.submitted(samples.id(), new TenantId("them"), talks.get(0).request(), NOW)));
    store().move(cancelled(talks.get(2)), List.of());
    JobQuery query = QUERY.withFolder(new Folder("talks"));

    List<Page<Job>> pages = pages(query, 2);

    assertThat(items(pages)).extracting(Job::id).hasSize(6).endsWith(paused.id());
    assertThat(last(pages).totalFiltered()).isEqualTo(6);
    assertThat(last(pages).total()).isEqualTo(8);
    assertThat(store().list(query.withStatus(JobStatus.PENDING)).totalFiltered()).isEqualTo(5);
    assertThat(store().list(query.withStatus(JobStatus.FAILED)).items())
        .extracting(Job::id)
        .containsExactly(talks.get(2).id());
  }

  @Test
  protected void a_list_can_show_one_batch_only_with_what_was_tried_again() {
    Batch batch =
        new Batch(
            new BatchId(samples.id().value()),
            TenantId.LOCAL,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NOW,
            Optional.of(NOW));
    List<Job> jobs =
        IntStream.range(0, 3)
            .mapToObj(i -> in(i == 0 ? "a" : "b", i))
            .map(job -> job.toBuilder().batch(Optional.of(batch.id())).build())
            .toList();
    store().insert(NewJobs.of(batch, jobs, List.of()));
    store().insert(List.of(samples.pending()));
    JobQuery query = QUERY.withBatch(batch.id());

    assertThat(items(pages(query, 2))).isEqualTo(jobs);
    assertThat(store().list(query).totalFiltered()).isEqualTo(3);
    assertThat(store().list(query.withFolder(new Folder("b"))).items())
        .isEqualTo(jobs.subList(1, 3));
    assertThat(store().list(query.withStatus(JobStatus.FAILED)).items()).isEmpty();
    assertThat(store().list(JobQuery.of(new TenantId("them")).withBatch(batch.id())).items())
        .isEmpty();
  }

  @Test
  protected void the_counts_follow_every_insert_claim_and_move() {
    List<Job> jobs =
        IntStream.range(0, 6).mapToObj(i -> samples.pendingAt(NOW.minusSeconds(9 - i))).toList();
    store().insert(jobs);
    store().insert(List.of(samples.pending().paused(), samples.in(JobStatus.SKIPPED, NOW)));
    List<Job> claimed = store().claim("w", 3, NOW, LEASE);
    store().move(cancelled(claimed.get(0)), List.of());
    store().move(claimed.get(1).released(NOW), List.of());
    Job done = samples.in(JobStatus.COMPLETED, NOW).toBuilder().version(0).build();
    store().insert(List.of(done));
    assertThat(
            store().move(done.toBuilder().version(1).artifact(Optional.empty()).build(), List.of()))
        .isTrue();
    assertThat(store().move(cancelled(claimed.get(0)), List.of())).as("again").isFalse();

    Map<JobStatus, Long> counts = store().counts(TenantId.LOCAL);

    assertThat(counts.getOrDefault(JobStatus.PENDING, 0L)).isEqualTo(5);
    assertThat(counts.getOrDefault(JobStatus.PROCESSING, 0L)).isEqualTo(1);
    assertThat(counts.getOrDefault(JobStatus.FAILED, 0L)).isEqualTo(1);
    assertThat(counts.getOrDefault(JobStatus.SKIPPED, 0L)).isEqualTo(1);
    assertThat(counts.getOrDefault(JobStatus.COMPLETED, 0L)).isEqualTo(1);
    assertThat(counts.getOrDefault(JobStatus.WARNING, 0L)).isZero();
    assertThat(store().list(QUERY).total()).isEqualTo(9);
  }

  @Test
  protected void counts_stay_exact_when_many_insert_and_end_at_once() {
    List<List<Job>> each =
        IntStream.range(0, 6)
            .mapToObj(i -> Stream.generate(samples::pending).limit(20).toList())
            .toList();

    ConcurrentCalls.run(
        6,
        i -> {
          for (Job job : each.get(i)) {
            store().insert(List.of(job));
            store().move(cancelled(job), List.of());
          }
          return i;
        });

    assertThat(store().counts(TenantId.LOCAL).get(JobStatus.FAILED)).isEqualTo(120);
    assertThat(store().list(QUERY).total()).isEqualTo(120);
  }

  private static Job cancelled(Job job) {
    return job.failed(new JobFailure(FailureCode.CANCELLED, "Job cancelled by user"), NOW);
  }
}
