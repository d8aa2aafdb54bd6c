package dev.sluice.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Accepted;
import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.InvalidRequestException;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.BatchStatus;
import dev.sluice.core.job.BatchTally;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Owner;
import dev.sluice.core.port.Enclosure;
import dev.sluice.core.port.Show;
import dev.sluice.core.port.ShowEpisode;
import dev.sluice.core.port.Tags;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.FakeShowExpander;
import dev.sluice.testkit.FakeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a request for a show. */
class ShowsTest {
  private static final String SHOW = "https://shows.example/show";
  private static final JobRequest REQUEST = JobRequest.of(SHOW);

  private final Rig rig = new Rig();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeShowExpander expander = new FakeShowExpander(now::get);

  @AfterEach
  void close() {
    expander.gate().open();
    rig.close();
  }

  private Sluice start() {
    return rig.start(rig.builder().shows(expander).clock(now::get));
  }

  @Test
  void a_show_becomes_a_batch_with_a_job_for_each_episode() throws Exception {
    expander.offer(SHOW, Show.of("The show", List.of(episode("Two"), episode("One"))));
    Sluice sluice = start();

    Accepted accepted = sluice.accept(REQUEST.withFolder("pods"), ShowOptions.ALL, false);

    assertThat(accepted.playlist()).isFalse();
    assertThat(accepted.batch().orElseThrow().show()).contains(SourceUrl.parse(SHOW));
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

    Accepted sound = sluice.accept(REQUEST.withContainer(Container.M4A), ShowOptions.ALL, false);
    rig.finished(sound.jobs().get(0).id());
    Accepted film = sluice.accept(REQUEST, ShowOptions.ALL, false);
    rig.finished(film.jobs().get(0).id());

    Tags tags = rig.transcoder.tags().get(0);
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
      Accepted accepted =
          sluice.accept(
              JobRequest.of(SHOW + picture).withContainer(Container.MP3), ShowOptions.ALL, false);
      assertThat(rig.finished(accepted.jobs().get(0).id()).status()).isEqualTo(JobStatus.COMPLETED);
    }
    assertThat(rig.transcoder.tags()).allSatisfy(tags -> assertThat(tags.cover()).isEmpty());
  }

  @Test
  void a_job_that_is_for_no_episode_gives_no_tags() throws Exception {
    Sluice sluice = start();

    rig.finished(sluice.submit(JobRequest.of("https://media.example/talk.mp3")).id());

    assertThat(rig.transcoder.tags()).containsExactly(Tags.NONE);
  }

  private static Show illustrated(String picture) {
    ShowEpisode one = episode("One");
    ShowEpisode described =
        new ShowEpisode(
            one.identity(),
            one.title(),
            Optional.of("words ".repeat(2_000)),
            one.publishedAt(),
            one.duration(),
            one.image(),
            one.transcript(),
            one.page(),
            one.enclosures(),
            one.whyNone());
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

    Accepted accepted = sluice.accept(REQUEST, ShowOptions.ALL, false);

    Job skipped = accepted.jobs().get(0);
    assertThat(skipped.status()).isEqualTo(JobStatus.SKIPPED);
    assertThat(skipped.failure().orElseThrow().code()).isEqualTo(FailureCode.EPISODE_MISSING);
    assertThat(skipped.failure().orElseThrow().sentence()).isEqualTo("Two is not in the feed");
    assertThat(skipped.request().url().text()).isEqualTo("https://pages.example/Two");
    rig.finished(accepted.jobs().get(1).id());
    assertThat(statusOf(sluice, accepted)).isEqualTo(BatchStatus.FINISHED);
  }

  @Test
  void a_skipped_episode_that_is_tried_again_is_looked_for_again() throws Exception {
    expander.offer(SHOW, Show.of("The show", List.of(missing("Two"), episode("One"))));
    Sluice sluice = start();
    Accepted accepted = sluice.accept(REQUEST, ShowOptions.ALL, false);
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
    assertThat(statusOf(sluice, accepted)).isEqualTo(BatchStatus.COMPLETED);
  }

  @Test
  void a_paused_batch_waits_and_is_then_started() throws Exception {
    expander.offer(SHOW, Show.of("The show", List.of(missing("Two"), episode("One"))));
    Sluice sluice = start();
    Accepted accepted = sluice.accept(REQUEST, ShowOptions.ALL, true);
    assertThat(statusOf(sluice, accepted)).isEqualTo(BatchStatus.PAUSED);

    assertThat(sluice.tenant(Owner.LOCAL).batches().start(accepted.batch().orElseThrow().id()))
        .contains(1);

    assertThat(rig.finished(accepted.jobs().get(1).id()).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_single_episode_becomes_one_job_under_its_title() throws Exception {
    expander.offer(
        SHOW,
        new Show(
            Show.Kind.EPISODE,
            "The show",
            Optional.empty(),
            Optional.empty(),
            List.of(episode("One"))));
    Sluice sluice = start();

    Job job = sluice.submit(REQUEST);

    assertThat(job.batch()).isEmpty();
    assertThat(rig.finished(job.id()).source().title()).contains("One");
    assertThat(rig.names()).containsExactly("videos/One.mp4");
    assertThatThrownBy(() -> sluice.accept(REQUEST, ShowOptions.ALL, true))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void whoever_wants_one_job_is_told_that_it_is_a_show() {
    expander.offer(SHOW, Show.of("The show", List.of(episode("Two"), episode("One"))));
    Sluice sluice = start();

    assertThatThrownBy(() -> sluice.submit(REQUEST))
        .hasMessageContaining("a show with 2 episodes")
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.SHOW_UNSUPPORTED));
    assertThat(sluice.list(Optional.empty(), 10, 0).items()).isEmpty();
  }

  @Test
  void what_takes_too_long_goes_on_and_the_repetition_is_answered_at_once() {
    expander.offer(SHOW, Show.of("The show", List.of(episode("One"))));
    expander.gate().close();
    Sluice sluice =
        rig.start(
            rig.builder().shows(expander).clock(now::get).expandTimeout(Duration.ofMillis(1)));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> sluice.accept(REQUEST, ShowOptions.ALL, false))
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> {
                assertThat(e.code()).isEqualTo(FailureCode.SHOW_TIMEOUT);
                assertThat(e.retryAfter()).isPresent();
              });
    }
    assertThat(sluice.list(Optional.empty(), 10, 0).items()).isEmpty();
    expander.gate().open();

    Rig.until(() -> isAnswered(sluice));
    assertThat(expander.asked()).hasSize(1);
  }

  private static boolean isAnswered(Sluice sluice) {
    try {
      return sluice.accept(REQUEST, ShowOptions.ALL, false).jobs().size() == 1;
    } catch (SluiceException e) {
      return false;
    }
  }

  @Test
  void a_show_is_expanded_once_however_many_ask_and_anew_after_ten_minutes() {
    expander.offer(SHOW, Show.of("The show", List.of(episode("One"))));
    expander.gate().close();
    Sluice sluice = start();
    List<CompletableFuture<Accepted>> askers =
        List.of(
            CompletableFuture.supplyAsync(() -> sluice.accept(REQUEST, ShowOptions.ALL, true)),
            CompletableFuture.supplyAsync(() -> sluice.accept(REQUEST, ShowOptions.ALL, true)));
    Rig.until(() -> expander.asked().size() == 1);
    expander.gate().open();
    askers.forEach(CompletableFuture::join);

    now.updateAndGet(before -> before.plus(Duration.ofMinutes(9)));
    sluice.accept(REQUEST, ShowOptions.ALL, true);
    assertThat(expander.asked()).hasSize(1);

    now.updateAndGet(before -> before.plus(Duration.ofMinutes(2)));
    sluice.accept(REQUEST, ShowOptions.ALL, true);
    assertThat(expander.asked()).hasSize(2);
  }

  @Test
  void a_failure_is_not_kept_and_leaves_no_batch_behind() {
    expander.refuse(SHOW, new SluiceException(FailureCode.SHOW_GONE, "The show is gone"));
    Sluice sluice = start();

    assertThatThrownBy(() -> sluice.accept(REQUEST, ShowOptions.ALL, false))
        .hasMessage("The show is gone");

    assertThat(sluice.tenant(Owner.LOCAL).batches().list(10, 0).items()).isEmpty();
    expander.offer(SHOW, Show.of("The show", List.of(episode("One"))));
    now.updateAndGet(before -> before.plusMillis(1));
    assertThat(sluice.accept(REQUEST, ShowOptions.ALL, true).jobs()).hasSize(1);
  }

  @Test
  void where_sound_alone_is_wanted_the_enclosure_is_sound() {
    SourceUrl video = SourceUrl.parse("https://media.example/one.mp4");
    SourceUrl audio = SourceUrl.parse("https://media.example/one.mp3");
    ShowEpisode both =
        new ShowEpisode(
            "One",
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

    assertThat(url(sluice.accept(REQUEST, ShowOptions.ALL, true))).isEqualTo(video);
    assertThat(url(sluice.accept(REQUEST.withContainer(Container.MP3), ShowOptions.ALL, true)))
        .isEqualTo(audio);
  }

  private static SourceUrl url(Accepted accepted) {
    return accepted.jobs().get(0).request().url();
  }

  @Test
  void an_enclosure_that_has_expired_is_looked_for_once_more() throws Exception {
    rig.fetcher.offer(
        "https://media.example/old.mp3",
        FakeSource.refusing(
            new SluiceException(FailureCode.SOURCE_FORBIDDEN, "The link has expired")));
    expander.offer(SHOW, Show.of("The show", List.of(at("One", "https://media.example/old.mp3"))));
    Sluice sluice = start();
    Accepted accepted = sluice.accept(REQUEST, ShowOptions.ALL, true);
    expander.offer(SHOW, Show.of("The show", List.of(at("One", "https://media.example/new.mp3"))));
    now.updateAndGet(before -> before.plus(Duration.ofMinutes(2)));

    sluice.tenant(Owner.LOCAL).batches().start(accepted.batch().orElseThrow().id());

    assertThat(rig.finished(accepted.jobs().get(0).id()).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(rig.fetcher.opened())
        .extracting(SourceUrl::text)
        .containsExactly("https://media.example/old.mp3", "https://media.example/new.mp3");
  }

  @Test
  void an_enclosure_that_is_gone_for_good_fails_as_the_origin_said() throws Exception {
    rig.fetcher.offer(
        "https://media.example/old.mp3",
        FakeSource.refusing(
            new SluiceException(FailureCode.SOURCE_GONE, "The origin says that it is gone")));
    expander.offer(SHOW, Show.of("The show", List.of(at("One", "https://media.example/old.mp3"))));
    Sluice sluice = start();

    Job job = sluice.accept(REQUEST, ShowOptions.ALL, false).jobs().get(0);

    assertThat(rig.finished(job.id()).failure().orElseThrow().sentence())
        .isEqualTo("The origin says that it is gone");
  }

  private static BatchStatus statusOf(Sluice sluice, Accepted accepted) {
    var batches = sluice.tenant(Owner.LOCAL).batches();
    var id = accepted.batch().orElseThrow().id();
    return BatchTally.of(batches.places(id)).status(batches.find(id).orElseThrow());
  }

  private static ShowEpisode episode(String title) {
    return at(title, "https://media.example/" + title + ".mp3");
  }

  private static ShowEpisode at(String title, String media) {
    return ShowEpisode.of(title, title, SourceUrl.parse(media));
  }

  private static ShowEpisode missing(String title) {
    return episode(title)
        .without(SourceUrl.parse("https://pages.example/" + title), title + " is not in the feed");
  }
}
