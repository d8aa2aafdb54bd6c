package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.Artifact.SidecarFile;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.fake.FakeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which subtitles a job gets. */
class SubtitleSelectionTest extends SubtitlesFixture {
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
    assertThat(rig.database.usage().usage(TenantId.LOCAL).storedBytes()).isEqualTo(300_000 + SIZE);
  }

  @Test
  void nobody_who_did_not_ask_gets_any() throws Exception {
    Sluice sluice = start();

    Job job = finished(sluice, REQUEST.withSubtitles(false));
    Job single = rig.finished(JobRequest.of(EngineRig.URL).withSubtitles(true));

    assertThat(subtitles(job)).isEmpty();
    assertThat(subtitles(single)).as("a source that has none").isEmpty();
    assertThat(rig.fetcher.opened()).doesNotContain(SourceUrl.parse(SUBTITLES));
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
  private Job finishedWithTracks(JobRequest request, String... languages)
      throws InterruptedException {
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
            return url.text().equals(EngineRig.URL);
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
    Job job = finishedWithTracks(JobRequest.of(EngineRig.URL).withSubtitles(true), "de", "en");

    assertThat(subtitles(job)).containsExactly("videos/Film.de.vtt");
  }

  @Test
  void subtitles_come_in_the_languages_and_the_order_that_were_asked_for() throws Exception {
    Job job =
        finishedWithTracks(
            JobRequest.of(EngineRig.URL).withSubtitles(LanguageChoice.parse("en,de,fr")),
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
    Job job =
        finishedWithTracks(
            JobRequest.of(EngineRig.URL).withSubtitles(LanguageChoice.parse("fr")), "de", "en");

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
      rig.fetcher.offer(SUBTITLES, source);
      Job job = finished(sluice, REQUEST);

      assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(subtitles(job)).isEmpty();
    }
    assertThat(rig.names()).noneMatch(name -> name.endsWith(".vtt"));
  }

  @Test
  void without_a_language_the_first_that_are_text_are_taken() throws Exception {
    assertThat(endings(film("", "jpn", "", "eng"))).containsExactly("und.vtt");
  }

  @Test
  void text_is_what_can_be_written_in_another_format() throws Exception {
    assertThat(endings(film("", "kor", "spa", "eng"))).containsExactly("es.vtt");
  }
}
