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
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.FakeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a request for a show. */
class ShowRequestTest extends ShowsFixture {
  @Test
  void a_show_becomes_a_batch_with_a_job_for_each_episode() throws Exception {
    expander.offer(SHOW, Show.of("The show", List.of(episode("Two"), episode("One"))));
    Sluice sluice = start();

    SubmitResult accepted = sluice.submit(REQUEST.withFolder("pods"), ShowOptions.ALL);

    assertThat(((SubmitResult.JobBatch) accepted).origin()).isEqualTo(SubmitResult.Origin.SHOW);
    assertThat(((SubmitResult.JobBatch) accepted).batch().show()).contains(SourceUrl.parse(SHOW));
    assertThat(accepted.jobs())
        .extracting(job -> job.source().title().orElseThrow())
        .containsExactly("Two", "One");
    for (Job job : accepted.jobs()) {
      Job over = rig.finished(job.id());
      assertThat(over.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(over.source().title()).isEqualTo(job.source().title());
      assertThat(over.episode().orElseThrow().showTitle()).isEqualTo("The show");
    }
    assertThat(rig.names()).containsExactlyInAnyOrder("videos/pods/One.mp4", "videos/pods/Two.mp4");
  }

  @Test
  void an_episodes_file_says_what_its_show_says_of_it() throws Exception {
    rig.fetcher.offer("https://img.example/cover.jpg", FakeSource.of(new byte[] {1, 2, 3}));
    expander.offer(SHOW, illustrated("https://img.example/cover.jpg"));
    Sluice sluice = start();

    SubmitResult sound = sluice.submit(REQUEST.withContainer(Container.M4A), ShowOptions.ALL);
    rig.finished(sound.jobs().get(0).id());
    SubmitResult film = sluice.submit(REQUEST, ShowOptions.ALL);
    rig.finished(film.jobs().get(0).id());

    TagOverrides tags = rig.transcoder.tags().get(0);
    assertThat(tags.title()).contains("One");
    assertThat(tags.show()).contains("The show");
    assertThat(tags.author()).contains("Harbour Radio");
    assertThat(tags.number()).hasValue(1);
    assertThat(tags.description().orElseThrow()).hasSize(4_000).endsWith("…");
    assertThat(tags.cover().orElseThrow().bytes()).containsExactly(1, 2, 3);
    assertThat(rig.transcoder.tags().get(1).cover()).as("a film has its picture").isEmpty();
  }

  @Test
  void a_cover_that_cannot_be_had_is_no_reason_to_fail() throws Exception {
    rig.fetcher.offer(
        "https://img.example/cover.jpg",
        FakeSource.refusing(
            new SluiceException(FailureCode.SOURCE_NOT_FOUND, "The picture is not there")));
    rig.fetcher.offer("https://img.example/large.jpg", FakeSource.ofSize(6_000_000));
    Sluice sluice = start();

    for (String picture : List.of("cover", "large")) {
      expander.offer(SHOW + picture, illustrated("https://img.example/" + picture + ".jpg"));
      SubmitResult accepted =
          sluice.submit(
              JobRequest.of(SHOW + picture).withContainer(Container.MP3), ShowOptions.ALL);
      assertThat(rig.finished(accepted.jobs().get(0).id()).status()).isEqualTo(JobStatus.COMPLETED);
    }
    assertThat(rig.transcoder.tags()).allSatisfy(tags -> assertThat(tags.cover()).isEmpty());
  }

  @Test
  void a_job_that_is_for_no_episode_gives_no_tags() throws Exception {
    Sluice sluice = start();

    rig.finished(sluice.submit(JobRequest.of("https://media.example/talk.mp3")).id());

    assertThat(rig.transcoder.tags()).containsExactly(TagOverrides.NONE);
  }

  private static Show illustrated(String picture) {
    ShowEpisode one = episode("One");
    ShowEpisode described =
        new ShowEpisode(
            one.guid(),
            one.title(),
            Optional.of("words ".repeat(2_000)),
            one.publishedAt(),
            one.duration(),
            one.image(),
            one.transcript(),
            one.page(),
            one.enclosures(),
            one.unavailableReason());
    return new Show(
        Show.Kind.SHOW,
        "The show",
        Optional.of("Harbour Radio"),
        Optional.of(SourceUrl.parse(picture)),
        List.of(described));
  }

  @Test
  void an_episode_without_media_is_skipped_from_the_beginning_and_says_why() throws Exception {
    expander.offer(SHOW, Show.of("The show", List.of(missing("Two"), episode("One"))));
    Sluice sluice = start();

    SubmitResult accepted = sluice.submit(REQUEST, ShowOptions.ALL);

    Job skipped = accepted.jobs().get(0);
    assertThat(skipped.status()).isEqualTo(JobStatus.SKIPPED);
    assertThat(skipped.failure().orElseThrow().code()).isEqualTo(FailureCode.EPISODE_MISSING);
    assertThat(skipped.failure().orElseThrow().sentence()).isEqualTo("Two is not in the feed");
    assertThat(skipped.request().url().text()).isEqualTo("https://pages.example/Two");
    rig.finished(accepted.jobs().get(1).id());
    assertThat(statusOf(sluice, accepted)).isEqualTo(Batch.Status.FINISHED);
  }

  @Test
  void a_skipped_episode_that_is_tried_again_is_looked_for_again() throws Exception {
    expander.offer(SHOW, Show.of("The show", List.of(missing("Two"), episode("One"))));
    Sluice sluice = start();
    SubmitResult accepted = sluice.submit(REQUEST, ShowOptions.ALL);
    Job skipped = accepted.jobs().get(0);
    now.updateAndGet(before -> before.plus(Duration.ofMinutes(2)));

    assertThatThrownBy(() -> sluice.retry(skipped.id()))
        .hasMessage("Two is not in the feed")
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.EPISODE_MISSING));

    expander.offer(SHOW, Show.of("The show", List.of(episode("Two"), episode("One"))));
    now.updateAndGet(before -> before.plus(Duration.ofMinutes(2)));
    Job again = sluice.retry(skipped.id()).orElseThrow();

    assertThat(again.request().url().text()).isEqualTo("https://media.example/Two.mp3");
    assertThat(again.batch()).isEqualTo(skipped.batch());
    assertThat(rig.finished(again.id()).status()).isEqualTo(JobStatus.COMPLETED);
    rig.finished(accepted.jobs().get(1).id());
    assertThat(statusOf(sluice, accepted)).isEqualTo(Batch.Status.COMPLETED);
  }

  @Test
  void a_paused_batch_waits_and_is_then_started() throws Exception {
    expander.offer(SHOW, Show.of("The show", List.of(missing("Two"), episode("One"))));
    Sluice sluice = start();
    SubmitResult accepted = sluice.submit(REQUEST, ShowOptions.ALL, Batch.Start.PAUSED);
    assertThat(statusOf(sluice, accepted)).isEqualTo(Batch.Status.PAUSED);

    assertThat(
            sluice
                .tenant(TenantId.LOCAL)
                .batches()
                .start(((SubmitResult.JobBatch) accepted).batch().id()))
        .contains(1);

    assertThat(rig.finished(accepted.jobs().get(1).id()).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_single_episode_becomes_one_job_under_its_title() throws Exception {
    offerSingleEpisode();
    Sluice sluice = start();

    Job job = sluice.submit(REQUEST);

    assertThat(job.batch()).isEmpty();
    assertThat(rig.finished(job.id()).source().title()).contains("One");
    assertThat(rig.names()).containsExactly("videos/One.mp4");
  }

  @Test
  void a_single_episode_that_is_paused_becomes_a_batch_of_one() throws Exception {
    offerSingleEpisode();
    Sluice sluice = start();
    SubmitResult accepted = sluice.submit(REQUEST, ShowOptions.ALL, Batch.Start.PAUSED);

    assertThat(accepted.jobs()).hasSize(1);
    assertThat(statusOf(sluice, accepted)).isEqualTo(Batch.Status.PAUSED);
  }

  private void offerSingleEpisode() {
    expander.offer(
        SHOW,
        new Show(
            Show.Kind.EPISODE,
            "The show",
            Optional.empty(),
            Optional.empty(),
            List.of(episode("One"))));
  }

  private static Batch.Status statusOf(Sluice sluice, SubmitResult accepted) {
    var batches = sluice.tenant(TenantId.LOCAL).batches();
    var id = ((SubmitResult.JobBatch) accepted).batch().id();
    return Batch.Tally.of(batches.slots(id)).status(batches.find(id).orElseThrow());
  }

  private static ShowEpisode missing(String title) {
    return episode(title)
        .without(SourceUrl.parse("https://pages.example/" + title), title + " is not in the feed");
  }
}
