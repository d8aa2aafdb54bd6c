package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.SubmitResult;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.FakeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Shows that take long, fail or are asked for again, and enclosures that do. */
class ShowLookupTest extends ShowsFixture {
  @Test
  void a_show_is_refused_where_one_job_is_expected() {
    expander.offer(SHOW, Show.of("The show", List.of(episode("Two"), episode("One"))));
    Sluice sluice = start();

    assertThatThrownBy(() -> sluice.submit(REQUEST))
        .hasMessageContaining("a show with 2 episodes")
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.SHOW_UNSUPPORTED));
    assertThat(sluice.list(10, 0).items()).isEmpty();
  }

  @Test
  void what_takes_too_long_goes_on_and_the_repetition_is_answered_at_once() {
    expander.offer(SHOW, Show.of("The show", List.of(episode("One"))));
    expander.gate().close();
    Sluice sluice =
        rig.start(rig.builder().shows(expander).clock(now::get).showTimeout(Duration.ofMillis(1)));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> sluice.submit(REQUEST, ShowOptions.ALL))
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(FailureCode.SHOW_TIMEOUT);
                assertThat(e.retryAfter()).isPresent();
              });
    }
    assertThat(sluice.list(10, 0).items()).isEmpty();
    expander.gate().open();

    EngineRig.until(() -> isAnswered(sluice));
    assertThat(expander.asked()).hasSize(1);
  }

  private static boolean isAnswered(Sluice sluice) {
    try {
      return sluice.submit(REQUEST, ShowOptions.ALL).jobs().size() == 1;
    } catch (SluiceException e) {
      return false;
    }
  }

  @Test
  void a_show_is_expanded_once_for_all_within_15_seconds_and_anew_after_them() throws Exception {
    expander.offer(SHOW, Show.of("The show", List.of(episode("One"))));
    expander.gate().close();
    Sluice sluice = start();
    List<FutureTask<SubmitResult>> requests =
        Stream.generate(
                () ->
                    new FutureTask<>(
                        () -> sluice.submit(REQUEST, ShowOptions.ALL, Batch.Start.PAUSED)))
            .limit(2)
            .toList();
    List<Thread> clients = requests.stream().map(Thread::new).toList();
    clients.forEach(Thread::start);
    EngineRig.until(
        () -> clients.stream().allMatch(one -> one.getState() == Thread.State.TIMED_WAITING));
    expander.gate().open();
    for (FutureTask<SubmitResult> request : requests) {
      request.get();
    }

    expander.offer(SHOW, Show.of("The show", List.of(episode("Two"), episode("One"))));
    now.updateAndGet(before -> before.plusSeconds(15));
    assertThat(sluice.submit(REQUEST, ShowOptions.ALL, Batch.Start.PAUSED).jobs()).hasSize(1);
    assertThat(expander.asked()).hasSize(1);

    now.updateAndGet(before -> before.plusMillis(1));
    assertThat(sluice.submit(REQUEST, ShowOptions.ALL, Batch.Start.PAUSED).jobs()).hasSize(2);
    assertThat(expander.asked()).hasSize(2);
  }

  @Test
  void a_result_that_came_too_late_is_there_for_all_within_a_minute_of_the_first() {
    expander.offer(SHOW, Show.of("The show", List.of(episode("One"))));
    Sluice sluice =
        rig.start(rig.builder().shows(expander).clock(now::get).showTimeout(Duration.ofMillis(1)));
    timeOut(sluice);

    EngineRig.until(() -> isAnswered(sluice));
    now.updateAndGet(before -> before.plusSeconds(60));
    assertThat(isAnswered(sluice)).isTrue();
    assertThat(expander.asked()).hasSize(1);

    now.updateAndGet(before -> before.plusMillis(1));
    EngineRig.until(() -> isAnswered(sluice));
    assertThat(expander.asked()).hasSize(2);
  }

  /** Lets a request time out, and then ends its expansion. */
  private void timeOut(Sluice sluice) {
    expander.gate().close();
    assertThat(isAnswered(sluice)).isFalse();
    now.updateAndGet(before -> before.plusSeconds(26));
    expander.gate().open();
  }

  @Test
  void a_failure_is_not_kept_and_leaves_no_batch_behind() {
    expander.refuse(SHOW, new SluiceException(FailureCode.SHOW_GONE, "The show is gone"));
    Sluice sluice = start();

    assertThatThrownBy(() -> sluice.submit(REQUEST, ShowOptions.ALL))
        .hasMessage("The show is gone");

    assertThat(sluice.tenant(TenantId.LOCAL).batches().list(10, 0).items()).isEmpty();
    expander.offer(SHOW, Show.of("The show", List.of(episode("One"))));
    now.updateAndGet(before -> before.plusMillis(1));
    assertThat(sluice.submit(REQUEST, ShowOptions.ALL, Batch.Start.PAUSED).jobs()).hasSize(1);
  }

  @Test
  void where_sound_alone_is_wanted_the_enclosure_is_sound() {
    SourceUrl video = SourceUrl.parse("https://media.example/one.mp4");
    SourceUrl audio = SourceUrl.parse("https://media.example/one.mp3");
    ShowEpisode both =
        new ShowEpisode(
            Optional.of(Guid.ofPublisher("One")),
            "One",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            video,
            List.of(
                new Enclosure(video, Optional.of("video/mp4")),
                new Enclosure(audio, Optional.of("audio/mpeg"))),
            Optional.empty());
    expander.offer(SHOW, Show.of("The show", List.of(both)));
    Sluice sluice = start();

    assertThat(url(sluice.submit(REQUEST, ShowOptions.ALL, Batch.Start.PAUSED))).isEqualTo(video);
    assertThat(
            url(
                sluice.submit(
                    REQUEST.withContainer(Container.MP3), ShowOptions.ALL, Batch.Start.PAUSED)))
        .isEqualTo(audio);
  }

  @Test
  void an_enclosure_that_has_expired_is_looked_for_once_more() throws Exception {
    rig.fetcher.offer(
        "https://media.example/old.mp3",
        FakeSource.refusing(
            new SluiceException(FailureCode.SOURCE_FORBIDDEN, "The link has expired")));
    expander.offer(SHOW, Show.of("The show", List.of(at("One", "https://media.example/old.mp3"))));
    Sluice sluice = start();
    SubmitResult accepted = sluice.submit(REQUEST, ShowOptions.ALL, Batch.Start.PAUSED);
    expander.offer(SHOW, Show.of("The show", List.of(at("One", "https://media.example/new.mp3"))));
    now.updateAndGet(before -> before.plus(Duration.ofMinutes(2)));

    sluice.tenant(TenantId.LOCAL).batches().start(((SubmitResult.JobBatch) accepted).batch().id());

    assertThat(rig.finished(accepted.jobs().get(0).id()).status()).isEqualTo(JobStatus.COMPLETED);
    // What the job has read is not the answer to a later request.
    now.updateAndGet(before -> before.plusSeconds(16));
    sluice.submit(REQUEST, ShowOptions.ALL, Batch.Start.PAUSED);
    assertThat(expander.asked()).hasSize(3);
    assertThat(rig.fetcher.opened())
        .extracting(SourceUrl::text)
        .containsExactly("https://media.example/old.mp3", "https://media.example/new.mp3");
  }

  @Test
  void a_job_does_not_take_the_result_of_a_request_that_it_came_too_late_for() throws Exception {
    rig.fetcher.offer(
        "https://media.example/old.mp3",
        FakeSource.refusing(
            new SluiceException(FailureCode.SOURCE_FORBIDDEN, "The link has expired")));
    expander.offer(SHOW, Show.of("The show", List.of(at("One", "https://media.example/old.mp3"))));
    Sluice sluice =
        rig.start(
            rig.builder().shows(expander).clock(now::get).showTimeout(Duration.ofMillis(500)));
    SubmitResult accepted = sluice.submit(REQUEST, ShowOptions.ALL, Batch.Start.PAUSED);
    expander.offer(SHOW, Show.of("The show", List.of(at("One", "https://media.example/new.mp3"))));
    now.updateAndGet(before -> before.plus(Duration.ofMinutes(2)));
    timeOut(sluice);

    sluice.tenant(TenantId.LOCAL).batches().start(((SubmitResult.JobBatch) accepted).batch().id());

    assertThat(rig.finished(accepted.jobs().get(0).id()).status()).isEqualTo(JobStatus.COMPLETED);
    now.updateAndGet(before -> before.plus(Duration.ofMinutes(2)));
    assertThat(isAnswered(sluice)).isTrue();
    assertThat(expander.asked()).hasSize(2);
  }

  @Test
  void an_enclosure_that_is_gone_for_good_fails_as_the_origin_said() throws Exception {
    rig.fetcher.offer(
        "https://media.example/old.mp3",
        FakeSource.refusing(
            new SluiceException(FailureCode.SOURCE_GONE, "The origin says that it is gone")));
    expander.offer(SHOW, Show.of("The show", List.of(at("One", "https://media.example/old.mp3"))));
    Sluice sluice = start();

    Job job = sluice.submit(REQUEST, ShowOptions.ALL).jobs().get(0);

    assertThat(rig.finished(job.id()).failure().orElseThrow().sentence())
        .isEqualTo("The origin says that it is gone");
  }
}
