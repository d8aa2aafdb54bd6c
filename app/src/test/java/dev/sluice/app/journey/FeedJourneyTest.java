package dev.sluice.app.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.Sluice;
import dev.sluice.core.SubmitResult;
import dev.sluice.core.batch.Batch;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.shows.feed.FeedShowExpander;
import dev.sluice.shows.feed.fetch.FeedClient;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import dev.sluice.storage.folder.FileArtifactStore;
import dev.sluice.storage.jdbc.AesSecretBox;
import dev.sluice.storage.jdbc.JobDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A feed over the web becomes a batch in a database, and its episodes files in a folder. */
class FeedJourneyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private FeedSite feeds;
  private OkHttpWebClient web;
  private JobDatabase database;
  private Sluice sluice;
  private volatile Duration ahead = Duration.ZERO;

  @BeforeEach
  void start() {
    feeds = FeedSite.start();
    web =
        OkHttpWebClient.guardedBy(
            AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.0/8"))));
    database = database();
    start(database);
  }

  private JobDatabase database() {
    return JobDatabase.embedded(
        folder.resolve("data"),
        AesSecretBox.of(List.of(Secret.of("5e".repeat(32))), new SecureRandom()));
  }

  @AfterEach
  void stop() {
    sluice.close();
    database.close();
    web.close();
    feeds.close();
  }

  @Test
  void every_episode_is_stored_and_one_without_media_is_skipped() throws Exception {
    feeds.site().serve("/one.wav", new WavSource(2)).type("audio/wav");
    feeds.site().serve("/two.wav", new WavSource(1)).type("audio/wav");
    feeds.serve(
        "/feed.xml",
        FeedText.rss("The show")
            .item("<guid>3</guid><title>No sound</title>")
            .item("2", "Second", feeds.url("/two.wav").text())
            .item("1", "First", feeds.url("/one.wav").text()));

    SubmitResult accepted =
        sluice.submit(
            JobRequest.of(feeds.url("/feed.xml").text())
                .withContainer(Container.M4A)
                .withFolder("pods"),
            ShowOptions.ALL);

    assertThat(titles(accepted)).containsExactly("No sound", "Second", "First");
    Job skipped = sluice.find(accepted.jobs().get(0).id()).orElseThrow();
    assertThat(skipped.status()).isEqualTo(JobStatus.SKIPPED);
    assertThat(skipped.failure().orElseThrow().sentence()).contains("No sound");
    Job second = over(accepted.jobs().get(1).id());
    assertThat(second.failure()).isEmpty();
    assertThat(second.source().title()).contains("Second");
    assertThat(second.episode()).isEqualTo(accepted.jobs().get(1).episode());
    assertThat(over(accepted.jobs().get(2).id()).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(stored()).containsExactlyInAnyOrder("First.m4a", "Second.m4a");
  }

  @Test
  void transcripts_lie_beside_their_episodes_as_web_vtt() throws Exception {
    feeds.site().serve("/one.wav", new WavSource(1)).type("audio/wav");
    byte[] subRip = "1\r\n00:00:00,500 --> 00:00:01,000\r\nGrüße\r\n".getBytes(UTF_8);
    feeds.site().serve("/one.srt", subRip).type("text/plain; charset=utf-8").gzip();
    byte[] vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\nhi\n".getBytes(UTF_8);
    feeds.site().serve("/two.vtt", vtt).type("text/vtt");
    feeds.site().serve("/two.json", "{\"segments\":[]}".getBytes(UTF_8)).type("application/json");
    feeds.webPage("/three");
    feeds.serve(
        "/feed.xml",
        FeedText.rss("The show")
            .item("3", "Third", feeds.url("/one.wav").text(), transcript("/three", "text/vtt"))
            .item(
                "2",
                "Second",
                feeds.url("/one.wav").text(),
                transcript("/two.json", "application/json") + transcript("/two.vtt", "text/vtt"))
            .item(
                "1",
                "First",
                feeds.url("/one.wav").text(),
                transcript("/one.srt", "application/srt\" language=\"de")));

    SubmitResult accepted =
        sluice.submit(
            JobRequest.of(feeds.url("/feed.xml").text())
                .withContainer(Container.M4A)
                .withFolder("pods")
                .withSubtitles(true),
            ShowOptions.ALL);

    for (Job job : accepted.jobs()) {
      assertThat(over(job.id()).status()).isEqualTo(JobStatus.COMPLETED);
    }
    assertThat(stored())
        .containsExactlyInAnyOrder(
            "First.m4a", "First.de.vtt", "Second.m4a", "Second.und.vtt", "Third.m4a");
    assertThat(folder.resolve("objects/videos/pods/First.de.vtt"))
        .hasContent("WEBVTT\n\n1\n00:00:00.500 --> 00:00:01.000\nGrüße\n");
    JobId first = accepted.jobs().get(2).id();
    sluice.close();
    database.close();
    database = database();
    start(database);
    sluice.tenant(TenantId.LOCAL).deleteFile(first);
    assertThat(stored()).doesNotContain("First.m4a", "First.de.vtt").hasSize(3);
  }

  private String transcript(String path, String type) {
    return "<podcast:transcript url=\"%s\" type=\"%s\"/>".formatted(feeds.url(path), type);
  }

  @Test
  void a_link_that_has_expired_is_found_again_by_its_guid() throws Exception {
    feeds.site().serve("/new.wav", new WavSource(1)).type("audio/wav");
    feeds.serve(
        "/feed.xml", FeedText.rss("The show").item("1", "First", feeds.url("/old.wav").text()));
    SubmitResult paused =
        sluice.submit(
            JobRequest.of(feeds.url("/feed.xml").text()).withContainer(Container.M4A),
            ShowOptions.ALL,
            Batch.Start.PAUSED);
    feeds.serve(
        "/feed.xml", FeedText.rss("The show").item("1", "First", feeds.url("/new.wav").text()));
    // What was read a moment ago is taken for new; another Sluice has read nothing.
    sluice.close();
    start(database);

    sluice.tenant(TenantId.LOCAL).batches().start(((SubmitResult.JobBatch) paused).batch().id());

    Job job = over(paused.jobs().get(0).id());
    assertThat(job.failure()).isEmpty();
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<guid>all</guid>", ""})
  void a_link_that_has_expired_is_not_replaced_by_another_episodes(String guid) throws Exception {
    feeds.site().serve("/play", new WavSource(1)).type("audio/wav");
    String item = guid + "<title>%s</title><enclosure type='audio/wav' url='%s'/>";
    feeds.serve(
        "/feed.xml",
        FeedText.rss("The show")
            .item(item.formatted("Second", feeds.url("/gone?f=2.wav").text()))
            .item(item.formatted("First", feeds.url("/gone?f=1.wav").text())));
    SubmitResult paused =
        sluice.submit(
            JobRequest.of(feeds.url("/feed.xml").text()).withContainer(Container.M4A),
            ShowOptions.ALL,
            Batch.Start.PAUSED);
    feeds.serve(
        "/feed.xml",
        FeedText.rss("The show").item(item.formatted("Second", feeds.url("/play?f=2.wav").text())));
    sluice.close();
    start(database);

    sluice.tenant(TenantId.LOCAL).batches().start(((SubmitResult.JobBatch) paused).batch().id());

    assertThat(titles(paused)).containsExactly("Second", "First");
    assertThat(over(paused.jobs().get(1).id()).status()).isEqualTo(JobStatus.FAILED);
  }

  @Test
  void an_episode_without_a_guid_that_has_media_now_can_be_retried() throws Exception {
    feeds.site().serve("/one.wav", new WavSource(1)).type("audio/wav");
    String item = "<title>Soon</title><pubDate>Tue, 05 Mar 2024 10:00:00 GMT</pubDate>";
    String other = "<title>Other</title><enclosure type='audio/wav' url='%s'/>";
    feeds.serve(
        "/feed.xml",
        FeedText.rss("The show").item(item).item(other.formatted(feeds.url("/one.wav").text())));
    SubmitResult accepted =
        sluice.submit(
            JobRequest.of(feeds.url("/feed.xml").text()).withContainer(Container.M4A),
            ShowOptions.ALL);
    feeds.serve(
        "/feed.xml",
        FeedText.rss("The show")
            .item(
                item
                    + "<enclosure type='audio/wav' url='%s'/>"
                        .formatted(feeds.url("/one.wav").text()))
            .item(other.formatted(feeds.url("/one.wav?x").text())));
    sluice.close();
    start(database);

    Job retried = sluice.retry(accepted.jobs().get(0).id()).orElseThrow();

    assertThat(over(retried.id()).status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  void a_new_episode_is_there_after_seconds_and_an_unchanged_feed_costs_one_conditional_request() {
    FeedText feed = FeedText.rss("The show").item("1", "First", "https://media.example/1.wav");
    feeds.serve("/feed.xml", feed);
    JobRequest request = JobRequest.of(feeds.url("/feed.xml").text());
    ShowOptions newest = ShowOptions.ALL.withLimit(1);
    sluice.submit(request, newest, Batch.Start.PAUSED);
    sluice.submit(request, newest, Batch.Start.PAUSED);
    assertThat(feeds.site().requests("/feed.xml")).hasSize(1);

    ahead = Duration.ofSeconds(16);
    sluice.submit(request, newest, Batch.Start.PAUSED);

    assertThat(feeds.site().requests("/feed.xml"))
        .hasSize(2)
        .last()
        .satisfies(asked -> assertThat(asked.header("If-None-Match")).isPresent());
    feeds.serve(
        "/feed.xml",
        FeedText.rss("The show")
            .item("2", "Second", "https://media.example/2.wav", day("12"))
            .item("1", "First", "https://media.example/1.wav", day("05")));
    ahead = Duration.ofSeconds(32);
    assertThat(titles(sluice.submit(request, newest, Batch.Start.PAUSED)))
        .containsExactly("Second");
  }

  private static String day(String ofMarch) {
    return "<pubDate>Tue, %s Mar 2024 10:00:00 GMT</pubDate>".formatted(ofMarch);
  }

  @Test
  void a_feed_that_is_cut_leaves_no_batch_behind() {
    String whole =
        FeedText.rss("The show")
            .item("1", "First", "https://media.example/1.mp3")
            .item("2", "Second", "https://media.example/2.mp3")
            .document();
    feeds.serve("/feed.xml", whole.substring(0, whole.length() - 60));

    assertThatThrownBy(
            () -> sluice.submit(JobRequest.of(feeds.url("/feed.xml").text()), ShowOptions.ALL))
        .isInstanceOf(SluiceException.class);

    assertThat(sluice.tenant(TenantId.LOCAL).batches().list(10, 0).items()).isEmpty();
  }

  private void start(JobDatabase same) {
    sluice =
        Sluice.builder()
            .fetcher(new WebMediaFetcher(web, HttpFetchSettings.DEFAULT))
            .transcoder(new LibavTranscoder())
            .store(FileArtifactStore.in(folder.resolve("objects")))
            .shows(new FeedShowExpander(new FeedClient(web, InstantSource.system())))
            .database(same)
            .clock(() -> InstantSource.system().instant().plus(ahead))
            .workers(2)
            .start();
  }

  private Job over(JobId id) throws InterruptedException {
    Job job = sluice.await(id, PATIENCE).orElseThrow();
    assertThat(job.status().isFinal()).isTrue();
    return job;
  }

  private static List<String> titles(SubmitResult accepted) {
    return accepted.jobs().stream().map(job -> job.source().title().orElseThrow()).toList();
  }

  private List<String> stored() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("objects/videos/pods"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
