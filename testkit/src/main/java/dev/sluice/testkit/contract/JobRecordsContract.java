package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Page;
import dev.sluice.core.job.SourceSummary;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link dev.sluice.core.port.store.JobStore} as a memory: insert, find, list. */
abstract class JobRecordsContract extends JobStoreFixture {
  @Test
  protected void every_field_of_a_job_survives() {
    List<Job> jobs = Stream.generate(samples::any).limit(200).toList();

    store().insert(jobs);

    assertThat(jobs).allSatisfy(this::isFoundAsItWas);
  }

  @Test
  protected void every_field_of_a_job_survives_a_reopening() {
    List<Job> jobs = Stream.generate(samples::any).limit(50).toList();
    store().insert(jobs);

    assumeTrue(reopened().isPresent(), "this store ends with its process");

    assertThat(jobs).allSatisfy(this::isFoundAsItWas);
  }

  private void isFoundAsItWas(Job job) {
    Job found = found(job.id());
    assertThat(found).isEqualTo(job);
    // Two URLs are equal when they lead to one place; the text that was typed must stay as well.
    assertThat(found.request().url().text()).isEqualTo(job.request().url().text());
    assertThat(found.request().webhook().map(WebhookTarget::url).map(url -> url.text()))
        .isEqualTo(job.request().webhook().map(WebhookTarget::url).map(url -> url.text()));
  }

  @Test
  protected void a_text_that_no_database_can_hold_does_not_keep_a_job_out() {
    Job job =
        samples.pending().toBuilder()
            .source(
                new SourceSummary(
                    Optional.of("a\0b\ud800c"),
                    Optional.of("d".repeat(2_000_000)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
            .build();

    inserted(job);

    Job found = found(job.id());
    assertThat(found.source().title().orElseThrow()).startsWith("a").endsWith("c");
    assertThat(found.source().description().orElseThrow()).startsWith("d".repeat(100_000));
  }

  @Test
  protected void of_many_inserts_at_once_only_the_one_whose_id_is_there_fails() {
    Job known = inserted(samples.pending());
    List<Job> jobs = new ArrayList<>(Stream.generate(samples::any).limit(39).toList());
    jobs.add(20, known);

    List<Boolean> taken =
        ConcurrentCalls.run(
            jobs.size(),
            i -> {
              try {
                store().insert(List.of(jobs.get(i)));
                return true;
              } catch (IllegalArgumentException e) {
                return false;
              }
            });

    for (int i = 0; i < jobs.size(); i++) {
      assertThat(taken.get(i)).as("job %d", i).isEqualTo(i != 20);
    }
    assertThat(jobs).allSatisfy(this::isFoundAsItWas);
  }

  @Test
  protected void an_unknown_job_is_absent() {
    assertThat(store().find(samples.id())).isEmpty();
  }

  @Test
  protected void inserting_no_job_at_all_is_no_error() {
    assertThatCode(() -> store().insert(List.of())).doesNotThrowAnyException();
  }

  @Test
  protected void an_id_that_is_already_there_keeps_all_of_them_out() {
    Job there = inserted(samples.pending());
    Job before = samples.pending();
    Job same =
        Job.submitted(
            there.id(), new TenantId("another"), JobRequest.of("http://a.example/b"), NOW);
    Job after = samples.pending();

    assertThatThrownBy(() -> store().insert(List.of(before, same, after)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(there.id().toString());

    assertThat(found(there.id())).isEqualTo(there);
    assertThat(store().find(before.id())).isEmpty();
    assertThat(store().find(after.id())).isEmpty();
  }

  @Test
  protected void an_id_twice_in_one_list_keeps_all_of_them_out() {
    Job first = samples.pending();
    Job other = samples.pending();

    assertThatThrownBy(() -> store().insert(List.of(first, other, first)))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(store().find(first.id())).isEmpty();
    assertThat(store().find(other.id())).isEmpty();
  }

  @Test
  protected void a_thousand_jobs_are_inserted_at_once() {
    List<Job> jobs = Stream.generate(samples::pending).limit(1_000).toList();

    store().insert(jobs);

    assertThat(store().list(JobQuery.of(TenantId.LOCAL)).total()).isEqualTo(1_000);
  }

  @Test
  protected void a_list_shows_the_newest_first_and_of_one_moment_the_greater_id() {
    Job oldest = samples.pendingAt(NOW);
    Job newest = samples.pendingAt(NOW.plusSeconds(2));
    List<Job> ofOneMoment =
        Stream.of("7fffffff", "80000000", "ffffffff")
            .map(digits -> new JobId(UUID.fromString(digits + "-0000-4000-8000-000000000000")))
            .map(id -> Job.submitted(id, TenantId.LOCAL, oldest.request(), NOW.plusSeconds(1)))
            .toList();
    List<Job> expected =
        List.of(newest, ofOneMoment.get(2), ofOneMoment.get(1), ofOneMoment.get(0), oldest);
    List<Job> shuffled = new ArrayList<>(expected);
    Collections.shuffle(shuffled, new Random(1));

    store().insert(shuffled);

    assertThat(store().list(JobQuery.of(TenantId.LOCAL)).items()).isEqualTo(expected);
  }

  @Test
  protected void pages_show_each_job_once_and_the_totals_always() {
    List<Job> jobs =
        IntStream.range(0, 25).mapToObj(i -> samples.pendingAt(NOW.minusSeconds(i))).toList();
    store().insert(jobs);
    JobQuery query = JobQuery.of(TenantId.LOCAL).withLimit(10);

    List<Page<Job>> pages =
        Stream.of(0, 10, 20, 30).map(offset -> store().list(query.withOffset(offset))).toList();

    assertThat(pages).extracting(page -> page.items().size()).containsExactly(10, 10, 5, 0);
    assertThat(pages).allSatisfy(page -> assertThat(page.total()).isEqualTo(25));
    assertThat(pages).allSatisfy(page -> assertThat(page.totalFiltered()).isEqualTo(25));
    assertThat(pages.stream().flatMap(page -> page.items().stream())).isEqualTo(jobs);
  }

  @ParameterizedTest
  @EnumSource(JobStatus.class)
  protected void a_list_can_show_one_status_only(JobStatus status) {
    List<Job> jobs =
        Stream.of(JobStatus.values()).map(each -> samples.in(each, NOW.plus(LEASE))).toList();
    store().insert(jobs);

    Page<Job> page = store().list(JobQuery.of(TenantId.LOCAL).withStatus(status));

    assertThat(page.items()).extracting(Job::status).containsExactly(status);
    assertThat(page.totalFiltered()).isEqualTo(1);
    assertThat(page.total()).isEqualTo(JobStatus.values().length);
  }

  @Test
  protected void a_list_shows_no_job_of_another_owner() {
    Job ours = samples.pending();
    Job theirs = Job.submitted(samples.id(), new TenantId("them"), ours.request(), NOW);
    store().insert(List.of(ours, theirs));

    Page<Job> page = store().list(JobQuery.of(new TenantId("them")));

    assertThat(page).isEqualTo(new Page<>(List.of(theirs), 1, 1));
    assertThat(store().list(JobQuery.of(new TenantId("nobody"))))
        .isEqualTo(new Page<>(List.of(), 0, 0));
  }

  @Test
  protected void a_store_that_works_says_so() {
    assertThatCode(() -> store().check()).doesNotThrowAnyException();
  }

  @Test
  protected void an_interrupted_caller_does_the_store_no_harm() {
    Job job = samples.pending();
    Thread.currentThread().interrupt();
    try {
      store().insert(List.of(job));
      store().find(job.id());
    } finally {
      assertThat(Thread.interrupted()).as("the interrupt is the caller's to answer").isTrue();
    }

    assertThat(found(job.id())).isEqualTo(job);
    store().check();
  }
}
