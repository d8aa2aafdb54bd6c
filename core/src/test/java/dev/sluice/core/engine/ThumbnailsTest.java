package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.Tenant;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact.SidecarFile;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.FakeMediaFetcher;
import dev.sluice.testkit.fake.FakeShowExpander;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.fake.FakeTranscoder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pictures that stand for results, stored beside them. */
class ThumbnailsTest {
  private static final JobRequest FILM =
      JobRequest.of("https://media.example/film.mkv").withThumbnail(true);
  private static final String PAGE = "https://pages.example/film";
  private static final String STILL = "https://pages.example/still.webp";
  private static final String SHOW = "https://shows.example/show";
  private static final ObjectPath BESIDE = ObjectPath.of("videos/film.jpg");

  private final EngineRig rig = new EngineRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private static SidecarFile thumbnail(Job job) {
    return job.artifact().orElseThrow().thumbnail().orElseThrow();
  }

  @Test
  void what_the_film_shows_is_stored_beside_it_and_goes_with_it() throws Exception {
    rig.fetcher.offer(FILM.url().text(), FakeSource.ofSize(1_000));
    Sluice sluice = rig.start(rig.builder());

    Job job = rig.finished(sluice.submit(FILM).id());

    int size = FakeTranscoder.STILL.size();
    assertThat(thumbnail(job)).isEqualTo(new SidecarFile(BESIDE, size));
    assertThat(rig.store.bytes(BESIDE).orElseThrow()).isEqualTo(FakeTranscoder.STILL.bytes());
    assertThat(rig.store.type(BESIDE).orElseThrow()).hasToString("image/jpeg");
    assertThat(sluice.links(job, Duration.ofHours(1))).hasSize(2).last().asString().contains("jpg");
    assertThat(rig.database.usage().usage(TenantId.LOCAL).storedBytes()).isEqualTo(1_000 + size);

    sluice.tenant(TenantId.LOCAL).deleteFile(job.id());
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void nobody_gets_one_unasked() throws Exception {
    rig.fetcher.offer(FILM.url().text(), FakeSource.ofSize(1_000));

    Job job = rig.finished(rig.start(rig.builder()).submit(FILM.withThumbnail(false)).id());

    assertThat(job.artifact().orElseThrow().thumbnail()).isEmpty();
    assertThat(rig.names()).containsExactly("videos/film.mp4");
  }

  @Test
  void a_picture_that_lies_there_is_somebody_elses() throws Exception {
    rig.fetcher.offer(FILM.url().text(), FakeSource.ofSize(1_000));
    rig.fetcher.offer("https://media.example/film.avi", FakeSource.ofSize(2_000));
    Sluice sluice = rig.start(rig.builder());

    Job first = rig.finished(sluice.submit(FILM).id());
    JobRequest sound =
        JobRequest.of("https://media.example/film.avi")
            .withContainer(Container.MP3)
            .withThumbnail(true);
    Job second = rig.finished(sluice.submit(sound).id());

    assertThat(thumbnail(first).path()).isEqualTo(BESIDE);
    assertThat(thumbnail(second).path()).hasToString("videos/film (2).jpg");
  }

  @Test
  void the_picture_of_a_page_comes_first_where_it_can_be_had() throws Exception {
    byte[] webp = {1, 2, 3, 4};
    rig.fetcher.handlingOnly(url -> !url.text().equals(PAGE));
    rig.fetcher.offer(STILL, FakeSource.of(webp));
    rig.fetcher.offer(FILM.url().text(), FakeSource.ofSize(1_000));
    Sluice sluice = rig.start(rig.builder().fetcher(new Page()));

    Job job = rig.finished(sluice.submit(FILM.withUrl(SourceUrl.parse(PAGE))).id());
    rig.fetcher.offer(
        STILL, FakeSource.refusing(new SluiceException(FailureCode.SOURCE_NOT_FOUND, "gone")));
    Job without = rig.finished(sluice.submit(FILM.withUrl(SourceUrl.parse(PAGE))).id());

    assertThat(rig.store.bytes(thumbnail(job).path()).orElseThrow()).isEqualTo(webp);
    assertThat(rig.store.bytes(thumbnail(without).path()).orElseThrow())
        .isEqualTo(FakeTranscoder.STILL.bytes());
  }

  @Test
  void what_lies_beside_is_fetched_for_the_owner_of_the_job() throws Exception {
    rig.fetcher.handlingOnly(url -> !url.text().equals(PAGE));
    rig.fetcher.offer(STILL, FakeSource.of(new byte[] {1, 2}));
    rig.fetcher.offer(FILM.url().text(), FakeSource.ofSize(1_000));
    Sluice sluice = rig.start(rig.builder().fetcher(new Page()));
    Tenant one = sluice.tenant(new TenantId("one"));

    JobId id = one.submit(FILM.withUrl(SourceUrl.parse(PAGE))).id();
    one.await(id, Duration.ofSeconds(20));

    assertThat(rig.fetcher.asked())
        .filteredOn(asked -> asked.url().text().equals(STILL))
        .extracting(FetchRequest::tenant)
        .containsExactly(one.id());
  }

  @Test
  void an_episode_has_the_picture_of_its_show() throws Exception {
    byte[] cover = {5, 6, 7};
    String image = "https://shows.example/cover.png";
    rig.fetcher.offer(image, FakeSource.of(cover));
    rig.fetcher.offer("https://media.example/One.mp4", FakeSource.ofSize(1_000));
    FakeShowExpander expander = new FakeShowExpander(() -> Instant.parse("2026-01-01T00:00:00Z"));
    expander.offer(SHOW, Show.of("The show", List.of(episode(image))));
    Sluice sluice = rig.start(rig.builder().shows(expander));

    for (Container container : List.of(Container.MP4, Container.MP3)) {
      JobRequest request = JobRequest.of(SHOW).withThumbnail(true).withContainer(container);
      Job job = rig.finished(sluice.submit(request, ShowOptions.ALL).jobs().get(0).id());
      assertThat(rig.store.bytes(thumbnail(job).path()).orElseThrow()).isEqualTo(cover);
    }
  }

  @Test
  void the_session_of_the_media_fetches_what_it_handles() throws Exception {
    byte[] picture = {9, 9};
    FakeMediaFetcher session = FakeMediaFetcher.empty();
    session.offer(STILL, FakeSource.of(picture));
    rig.fetcher.handlingOnly(url -> !url.text().equals(PAGE));
    rig.fetcher.offer(FILM.url().text(), FakeSource.ofSize(1_000));
    Page page = new Page();
    page.session = Optional.of(session);
    Sluice sluice = rig.start(rig.builder().fetcher(page));
    Job job = rig.finished(sluice.submit(FILM.withUrl(SourceUrl.parse(PAGE))).id());
    assertThat(rig.store.bytes(thumbnail(job).path()).orElseThrow()).isEqualTo(picture);

    session.handlingOnly(url -> false);
    rig.fetcher.offer(STILL, FakeSource.of(new byte[] {1}));
    Job other = rig.finished(sluice.submit(FILM.withUrl(SourceUrl.parse(PAGE))).id());
    assertThat(rig.store.bytes(thumbnail(other).path()).orElseThrow()).containsExactly(1);
  }

  private static ShowEpisode episode(String image) {
    return new ShowEpisode(
        Optional.of(Guid.ofPublisher("guid-1")),
        "One",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(SourceUrl.parse(image)),
        Optional.empty(),
        SourceUrl.parse(SHOW),
        List.of(
            new Enclosure(
                SourceUrl.parse("https://media.example/One.mp4"), Optional.of("video/mp4"))),
        Optional.empty());
  }

  /** A page that has a picture of its film. */
  private final class Page implements MediaFetcher {
    private Optional<MediaFetcher> session = Optional.empty();

    @Override
    public boolean handles(SourceUrl url) {
      return url.text().equals(PAGE);
    }

    @Override
    public Media open(FetchRequest request, StageMonitor monitor) {
      Media film = rig.fetcher.open(FILM.url(), monitor);
      return new Media() {
        @Override
        public List<MediaInput> inputs() {
          return film.inputs();
        }

        @Override
        public Optional<SourceUrl> thumbnail() {
          return Optional.of(SourceUrl.parse(STILL));
        }

        @Override
        public Optional<MediaFetcher> session() {
          return session;
        }

        @Override
        public void close() {
          film.close();
        }
      };
    }
  }
}
