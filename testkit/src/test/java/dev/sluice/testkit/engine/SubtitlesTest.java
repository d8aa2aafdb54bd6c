package dev.sluice.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Allowance;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobEvent;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.job.Owner;
import dev.sluice.core.job.Secret;
import dev.sluice.core.job.SidecarFile;
import dev.sluice.core.job.StorageSettings;
import dev.sluice.core.job.Transcript;
import dev.sluice.core.memory.InMemoryApiKeyStore;
import dev.sluice.core.memory.InMemoryArtifactStores;
import dev.sluice.core.memory.InMemorySecretBox;
import dev.sluice.core.pipeline.RetryPolicy;
import dev.sluice.core.port.ArtifactSink;
import dev.sluice.core.port.ArtifactStore.IfExists;
import dev.sluice.core.port.Enclosure;
import dev.sluice.core.port.FetchRequest;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.Media.SubtitleTrack;
import dev.sluice.core.port.MediaFacts;
import dev.sluice.core.port.MediaFacts.StreamFacts;
import dev.sluice.core.port.MediaFacts.StreamKind;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.Show;
import dev.sluice.core.port.ShowEpisode;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.SubtitleChoice;
import dev.sluice.core.request.Timecode;
import dev.sluice.testkit.FakeShowExpander;
import dev.sluice.testkit.FakeSource;
import dev.sluice.testkit.MediaSamples;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subtitles that a source has beside its media or within, stored beside their files. */
class SubtitlesTest {
  private static final String SHOW = "https://shows.example/show";
  private static final String WORDS = "https://words.example/one.vtt";
  private static final JobRequest REQUEST = JobRequest.of(SHOW).withSubtitles(true);
  private static final String VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nGrüße\n";
  private static final SourceUrl FILM = SourceUrl.parse("https://media.example/film.mkv");
  private static final int SIZE = VTT.getBytes(StandardCharsets.UTF_8).length;

  private final Rig rig = new Rig();
  private final FakeShowExpander expander =
      new FakeShowExpander(() -> Instant.parse("2026-01-01T00:00:00Z"));
  private final InMemoryApiKeyStore keys = new InMemoryApiKeyStore();
  private final InMemoryArtifactStores others = new InMemoryArtifactStores();

  @BeforeEach
  void offer() {
    offerWords();
    offer(SHOW, "en-GB");
  }

  private void offerWords() {
    rig.fetcher.offer(WORDS, FakeSource.of(VTT.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void close() {
    expander.gate().open();
    rig.close();
  }

  private void offer(String show, String language) {
    ShowEpisode episode =
        new ShowEpisode(
            "guid-1",
            "One",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                new Transcript(SourceUrl.parse(WORDS), "text/vtt", Optional.ofNullable(language))),
            SourceUrl.parse(SHOW),
            List.of(
                new Enclosure(
                    SourceUrl.parse("https://media.example/One.mp3"), Optional.of("audio/mpeg"))),
            Optional.empty());
    expander.offer(show, Show.of("The show", List.of(episode)));
  }

  private Sluice start() {
    return rig.start(
        rig.builder().shows(expander).keys(keys).stores(others).secrets(new InMemorySecretBox()));
  }

  private Sluice startRefusing(String ending) {
    return rig.start(
        rig.builder()
            .shows(expander)
            .store(
                new CommitListeningStore(
                    rig.store,
                    path -> {
                      if (path.fileName().endsWith(ending)) {
                        throw new SluiceException(FailureCode.STORE_FULL, "The disk is full");
                      }
                    },
                    () -> {})));
  }

  private JobId accepted(Sluice sluice, JobRequest request) {
    return sluice.accept(request, ShowOptions.ALL, false).jobs().get(0).id();
  }

  private Job finished(Sluice sluice, JobRequest request) throws InterruptedException {
    return rig.finished(accepted(sluice, request));
  }

  private static List<String> subtitles(Job job) {
    return job.artifact().orElseThrow().subtitles().stream()
        .map(file -> file.path().value())
        .toList();
  }

  @Test
  void a_transcript_is_stored_beside_its_file() throws Exception {
    Sluice sluice = start();

    Job job = finished(sluice, REQUEST.withFolder("pods"));

    ObjectPath path = ObjectPath.of("videos/pods/One.en-GB.vtt");
    assertThat(job.artifact().orElseThrow().subtitles())
        .containsExactly(new SidecarFile(path, SIZE));
    assertThat(rig.store.bytes(path).orElseThrow()).asString(StandardCharsets.UTF_8).isEqualTo(VTT);
    assertThat(rig.store.type(path).orElseThrow()).hasToString("text/vtt");
    assertThat(sluice.links(job, Duration.ofHours(1)))
        .hasSize(2)
        .last()
        .asString()
        .contains("One.en-GB.vtt");
    assertThat(job.progress().bytesUploaded()).as("of the file alone").isEqualTo(300_000);
    assertThat(rig.jobs.usage(Owner.LOCAL).storedBytes()).isEqualTo(300_000 + SIZE);
  }

  @Test
  void nobody_who_did_not_ask_gets_any() throws Exception {
    Sluice sluice = start();

    Job job = finished(sluice, REQUEST.withSubtitles(false));
    Job single = rig.finished(JobRequest.of(Rig.URL).withSubtitles(true));

    assertThat(subtitles(job)).isEmpty();
    assertThat(subtitles(single)).as("a source that has none").isEmpty();
    assertThat(rig.fetcher.opened()).doesNotContain(SourceUrl.parse(WORDS));
  }

  @Test
  void a_language_is_named_as_far_as_it_is_one() throws Exception {
    Sluice sluice = start();
    for (String said : new String[] {null, "pt_BR", "../../etc", "english please"}) {
      // Each its own, since a show that was read is kept for a while.
      String show = SHOW + "/" + Objects.hashCode(said);
      offer(show, said);
      finished(sluice, JobRequest.of(show).withSubtitles(true));
    }

    assertThat(rig.names())
        .filteredOn(name -> name.endsWith(".vtt"))
        .containsExactlyInAnyOrder(
            "videos/One.und.vtt",
            "videos/One (2).pt-BR.vtt",
            "videos/One (3).und.vtt",
            "videos/One (4).und.vtt");
  }

  /** A film on a site that has subtitles in these languages. */
  private Job worded(JobRequest request, String... languages) throws InterruptedException {
    List<SubtitleTrack> tracks = new ArrayList<>();
    for (String language : languages) {
      String url = "https://words.example/film." + language;
      String text = "WEBVTT\n\n00:01.000 --> 00:02.000\nin " + language + "\n";
      rig.fetcher.offer(url, FakeSource.of(text.getBytes(StandardCharsets.UTF_8)));
      tracks.add(new SubtitleTrack(SourceUrl.parse(url), Optional.of(language)));
    }
    MediaFetcher site =
        new MediaFetcher() {
          @Override
          public boolean handles(SourceUrl url) {
            return url.text().equals(Rig.URL);
          }

          @Override
          public Media open(FetchRequest asked, StageMonitor monitor) {
            return new Worded(rig.fetcher.open(asked.ofPart(FILM), monitor), tracks);
          }
        };
    rig.fetcher.handlingOnly(url -> !site.handles(url));
    Sluice sluice = rig.start(rig.builder().fetcher(site));
    return rig.finished(sluice.submit(request).id());
  }

  private record Worded(Media media, List<SubtitleTrack> subtitles) implements Media {
    @Override
    public Optional<String> title() {
      return Optional.of("Film");
    }

    @Override
    public Optional<String> description() {
      return media.description();
    }

    @Override
    public Optional<String> releaseDate() {
      return media.releaseDate();
    }

    @Override
    public Optional<String> proposedName() {
      return media.proposedName();
    }

    @Override
    public List<MediaInput> inputs() {
      return media.inputs();
    }

    @Override
    public void close() {
      media.close();
    }
  }

  @Test
  void the_first_subtitles_of_a_site_are_taken_where_no_language_is_named() throws Exception {
    Job job = worded(JobRequest.of(Rig.URL).withSubtitles(true), "de", "en");

    assertThat(subtitles(job)).containsExactly("videos/Film.de.vtt");
  }

  @Test
  void subtitles_come_in_the_languages_and_the_order_that_were_asked_for() throws Exception {
    Job job =
        worded(
            JobRequest.of(Rig.URL).withSubtitles(SubtitleChoice.parse("en,de,fr")),
            "de",
            "ja",
            "en-GB",
            "en");

    assertThat(subtitles(job))
        .containsExactly("videos/Film.en-GB.vtt", "videos/Film.en.vtt", "videos/Film.de.vtt");
    assertThat(rig.names()).hasSize(4);
  }

  @Test
  void languages_that_a_site_does_not_have_are_no_reason_to_fail() throws Exception {
    Job job = worded(JobRequest.of(Rig.URL).withSubtitles(SubtitleChoice.parse("fr")), "de", "en");

    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(subtitles(job)).isEmpty();
  }

  @Test
  void words_that_cannot_be_had_are_no_reason_to_fail() throws Exception {
    Sluice sluice = start();
    List<FakeSource> sources =
        List.of(
            FakeSource.refusing(new SluiceException(FailureCode.SOURCE_NOT_FOUND, "not there")),
            FakeSource.of("<html>sign in</html>".getBytes(StandardCharsets.UTF_8)),
            FakeSource.ofSize(6_000_000));
    for (FakeSource source : sources) {
      rig.fetcher.offer(WORDS, source);
      Job job = finished(sluice, REQUEST);

      assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(subtitles(job)).isEmpty();
    }
    assertThat(rig.names()).noneMatch(name -> name.endsWith(".vtt"));
  }

  @Test
  void names_are_kept_from_subtitles_of_others() throws Exception {
    Sluice sluice = start();

    Job film = finished(sluice, REQUEST);
    Job sound = finished(sluice, REQUEST.withContainer(Container.MP3));

    assertThat(subtitles(film)).containsExactly("videos/One.en-GB.vtt");
    assertThat(sound.artifact().orElseThrow().path()).hasToString("videos/One (2).mp3");
    assertThat(subtitles(sound)).containsExactly("videos/One (2).en-GB.vtt");
  }

  @Test
  void two_that_want_one_name_at_a_time_both_get_one() throws Exception {
    Sluice sluice = start();
    rig.transcoder.gate().close();
    JobId film = accepted(sluice, REQUEST);
    JobId sound = accepted(sluice, REQUEST.withContainer(Container.MP3));
    Rig.until(() -> rig.jobs.reserved(film).isPresent() && rig.jobs.reserved(sound).isPresent());

    rig.transcoder.gate().open();

    assertThat(rig.finished(film).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(rig.finished(sound).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(rig.names())
        .filteredOn(name -> name.endsWith(".vtt"))
        .containsExactlyInAnyOrder("videos/One.en-GB.vtt", "videos/One (2).en-GB.vtt");
  }

  @Test
  void words_that_come_with_a_second_try_replace_nobody_elses() throws Exception {
    rig.fetcher.offer(
        WORDS, FakeSource.refusing(new SluiceException(FailureCode.SOURCE_NOT_FOUND, "not there")));
    rig.transcoder.failing(1_000, new SluiceException(FailureCode.SOURCE_CUT, "cut"));
    Sluice sluice =
        rig.start(
            rig.builder()
                .shows(expander)
                .retries(
                    RetryPolicy.withPauses(
                        List.of(Duration.ofMillis(500), Duration.ofMillis(500)))));
    ObjectPath theirs = ObjectPath.of("videos/One.en-GB.vtt");
    sluice.onEvent(
        event -> {
          if (event.kind() == JobEvent.Kind.POSTPONED && rig.store.bytes(theirs).isEmpty()) {
            put(theirs, "somebody else's");
            offerWords();
            rig.transcoder.failing(0, null);
          }
        });

    Job job = finished(sluice, REQUEST);

    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(subtitles(job)).containsExactly("videos/One (2).en-GB.vtt");
    assertThat(rig.store.bytes(theirs).orElseThrow())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("somebody else's");
  }

  private void put(ObjectPath path, String text) {
    try (ArtifactSink sink =
        rig.store.create(path, new ContentType("text/vtt"), IfExists.FAIL, StageMonitor.none())) {
      sink.begin(0);
      sink.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      sink.commit();
    }
  }

  @Test
  void a_file_that_is_not_stored_leaves_no_subtitles() throws Exception {
    // The file's commit fails, and that of the subtitles does not.
    Sluice sluice = startRefusing(".mp4");

    Job job = finished(sluice, REQUEST);

    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    assertThat(job.failure().orElseThrow().code()).isEqualTo(FailureCode.STORE_FULL);
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void a_job_whose_subtitles_cannot_be_stored_fails_and_leaves_no_file() throws Exception {
    Sluice sluice = startRefusing(".vtt");

    Job job = finished(sluice, REQUEST);

    assertThat(job.failure().orElseThrow().code()).isEqualTo(FailureCode.STORE_FULL);
    assertThat(rig.names()).isEmpty();
  }

  @Test
  void subtitles_go_with_their_file() throws Exception {
    Sluice sluice = start();
    Job job = finished(sluice, REQUEST);

    sluice.tenant(Owner.LOCAL).deleteFile(job.id());

    assertThat(rig.names()).isEmpty();
  }

  @Test
  void subtitles_take_room_as_the_file_does() throws Exception {
    Sluice sluice = start();
    allow(300_000 + SIZE - 1);
    Job refused = finished(sluice, REQUEST);
    assertThat(refused.failure().orElseThrow().code()).isEqualTo(FailureCode.QUOTA_EXCEEDED);
    assertThat(rig.names()).isEmpty();

    allow(300_000 + SIZE);
    assertThat(finished(sluice, REQUEST).status()).isEqualTo(JobStatus.COMPLETED);
  }

  private void allow(long bytes) {
    keys.allow(
        Owner.LOCAL,
        new Allowance(Optional.of(bytes), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void links_into_a_storage_that_came_with_the_job_lead_to_both() throws Exception {
    StorageSettings settings =
        new StorageSettings(
            URI.create("https://s3.example"),
            "us-east-1",
            "talks",
            Secret.of("ID"),
            Secret.of("SECRET"),
            "client-",
            "videos");
    others.make(settings);
    Sluice sluice = start();

    JobId id =
        sluice
            .tenant(Owner.LOCAL)
            .into(settings)
            .accept(REQUEST, ShowOptions.ALL, false)
            .jobs()
            .get(0)
            .id();
    Job job = rig.finished(id);

    assertThat(sluice.links(job, Duration.ofHours(1)))
        .extracting(URI::toString)
        .satisfiesExactly(
            file -> assertThat(file).contains("One.mp4"),
            words -> assertThat(words).contains("One.en-GB.vtt"));
  }

  @Test
  void a_clip_has_the_words_of_the_clip() throws Exception {
    Sluice sluice = start();
    Clip clip = new Clip(Optional.of(new Timecode(Duration.ofMillis(1_500))), Optional.empty());

    Job job = finished(sluice, REQUEST.withOutput(REQUEST.output().withClip(clip)));

    assertThat(subtitles(job)).hasSize(1);
    assertThat(rig.store.bytes(ObjectPath.of(subtitles(job).get(0))).orElseThrow())
        .asString(StandardCharsets.UTF_8)
        .contains("00:00:00.000 --> 00:00:00.500");
  }

  private void finding(String... languages) {
    List<StreamFacts> streams = new ArrayList<>(MediaSamples.clip().streams());
    for (String language : languages) {
      String codec = language.equals("jpn") ? "hdmv_pgs_subtitle" : "subrip";
      streams.add(
          new StreamFacts(
              streams.size(),
              StreamKind.SUBTITLE,
              codec,
              Optional.empty(),
              0,
              0,
              0,
              0,
              Optional.empty(),
              0,
              0,
              Optional.of(language).filter(text -> !text.isEmpty()),
              OptionalLong.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    MediaFacts clip = MediaSamples.clip();
    rig.transcoder
        .wording(VTT)
        .finding(
            new MediaFacts(
                clip.format(),
                clip.duration(),
                clip.bitrate(),
                streams,
                clip.chapters(),
                clip.tags()));
  }

  private Job film(String languages, String... within) throws InterruptedException {
    finding(within);
    rig.fetcher.offer(Rig.URL, FakeSource.ofSize(1_000));
    Sluice sluice = rig.start(rig.builder());
    return rig.finished(
        sluice.submit(JobRequest.of(Rig.URL).withSubtitles(SubtitleChoice.parse(languages))).id());
  }

  private static List<String> endings(Job job) {
    return subtitles(job).stream().map(path -> path.replaceFirst(".*?\\.", "")).toList();
  }

  @Test
  void subtitles_within_the_media_are_stored_beside_it() throws Exception {
    Job job = film("de,en", "eng", "ger", "fre", "jpn");

    assertThat(endings(job)).containsExactly("de.vtt", "en.vtt");
    assertThat(rig.store.bytes(ObjectPath.of(subtitles(job).get(0))).orElseThrow())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(VTT);
  }

  @Test
  void without_a_language_the_first_that_are_text_are_taken() throws Exception {
    assertThat(endings(film("", "jpn", "", "eng"))).containsExactly("und.vtt");
  }

  @Test
  void what_lies_beside_the_media_comes_before_what_is_within() throws Exception {
    finding("eng", "ger");
    Sluice sluice = start();

    Job job = finished(sluice, REQUEST.withSubtitles(SubtitleChoice.parse("de,en")));

    assertThat(endings(job)).containsExactly("de.vtt", "en-GB.vtt");
  }

  @Test
  void subtitles_within_that_say_nothing_are_none() throws Exception {
    finding("eng");
    rig.transcoder.wording("WEBVTT\n");
    rig.fetcher.offer(Rig.URL, FakeSource.ofSize(1_000));
    Sluice sluice = rig.start(rig.builder());

    Job job = rig.finished(sluice.submit(JobRequest.of(Rig.URL).withSubtitles(true)).id());

    assertThat(subtitles(job)).isEmpty();
  }
}
