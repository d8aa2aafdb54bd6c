package dev.sluice.core.engine;

import dev.sluice.core.Sluice;
import dev.sluice.core.job.Episode.Transcript;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.port.store.ApiKeyStore;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.testkit.fake.FakeShowExpander;
import dev.sluice.testkit.fake.FakeSource;
import dev.sluice.testkit.sample.MediaSamples;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An engine whose sources have words beside their films, and what its stores hold in the end. */
abstract class SubtitlesFixture {
  static final String SHOW = "https://shows.example/show";
  static final String SUBTITLES = "https://words.example/one.vtt";
  static final JobRequest REQUEST = JobRequest.of(SHOW).withSubtitles(true);
  static final String VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nGrüße\n";
  static final SourceUrl FILM = SourceUrl.parse("https://media.example/film.mkv");
  static final int SIZE = VTT.getBytes(StandardCharsets.UTF_8).length;

  final EngineRig rig = new EngineRig();
  final FakeShowExpander expander =
      new FakeShowExpander(() -> Instant.parse("2026-01-01T00:00:00Z"));
  final ApiKeyStore keys = rig.database.keys();
  final InMemoryArtifactStore.Factory others = new InMemoryArtifactStore.Factory();

  @BeforeEach
  void offer() {
    offerSubtitles();
    offer(SHOW, "en-GB");
  }

  void offerSubtitles() {
    rig.fetcher.offer(SUBTITLES, FakeSource.of(VTT.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void close() {
    expander.gate().open();
    rig.close();
  }

  void offer(String show, String language) {
    ShowEpisode episode =
        new ShowEpisode(
            Optional.of(Guid.ofPublisher("guid-1")),
            "One",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                new Transcript(
                    SourceUrl.parse(SUBTITLES), "text/vtt", Optional.ofNullable(language))),
            SourceUrl.parse(SHOW),
            List.of(
                new Enclosure(
                    SourceUrl.parse("https://media.example/One.mp3"), Optional.of("audio/mpeg"))),
            Optional.empty());
    expander.offer(show, Show.of("The show", List.of(episode)));
  }

  Sluice start() {
    return rig.start(rig.builder().shows(expander).stores(others));
  }

  JobId accepted(Sluice sluice, JobRequest request) {
    return sluice.submit(request, ShowOptions.ALL).jobs().get(0).id();
  }

  Job finished(Sluice sluice, JobRequest request) throws InterruptedException {
    return rig.finished(accepted(sluice, request));
  }

  static List<String> subtitles(Job job) {
    return job.artifact().orElseThrow().subtitles().stream()
        .map(file -> file.path().value())
        .toList();
  }

  /** The codecs of subtitles by their language; the others are SubRip. */
  private static final Map<String, String> CODECS =
      Map.of("jpn", "hdmv_pgs_subtitle", "kor", "text", "spa", "sami");

  void finding(String... languages) {
    List<StreamInfo> streams = new ArrayList<>(MediaSamples.clip().streams());
    for (String language : languages) {
      String codec = CODECS.getOrDefault(language, "subrip");
      streams.add(
          StreamInfo.builder(streams.size(), StreamKind.SUBTITLE, codec)
              .language(Optional.of(language).filter(text -> !text.isEmpty()))
              .build());
    }
    MediaInfo clip = MediaSamples.clip();
    rig.transcoder
        .withSubtitles(VTT)
        .withMediaInfo(
            new MediaInfo(
                clip.format(),
                clip.duration(),
                clip.bitrate(),
                streams,
                clip.chapters(),
                clip.tags()));
  }

  Job film(String languages, String... within) throws InterruptedException {
    finding(within);
    rig.fetcher.offer(EngineRig.URL, FakeSource.ofSize(1_000));
    Sluice sluice = rig.start(rig.builder());
    return rig.finished(
        sluice
            .submit(JobRequest.of(EngineRig.URL).withSubtitles(LanguageChoice.parse(languages)))
            .id());
  }

  static List<String> endings(Job job) {
    return subtitles(job).stream().map(path -> path.replaceFirst(".*?\\.", "")).toList();
  }
}
