package dev.sluice.app.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.storage.folder.FileArtifactStore;
import dev.sluice.testkit.sample.TextFragments;
import dev.sluice.testkit.sample.TextFragments.Sample;
import dev.sluice.testkit.site.SiteResource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stream has beside its pictures, all the way into a folder. */
class SidecarJourneyTest {
  @TempDir Path folder;

  private final HlsSite site = HlsSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  private final List<SiteResource> subtitles = new ArrayList<>();

  private void serveFilm() {
    byte[] stream = SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(4)).bytes();
    site.segments("/film", HlsSite.cutTransport(stream, 2));
    site.playlist("/film.m3u8", HlsSite.ended(HlsSite.lines("/film", 2, 2)));
    // The clock of the film begins at 59 ms, which is 5310 ticks.
    for (String language : List.of("en", "de")) {
      String piece =
          "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:%d\n\n00:00.500 --> 00:01.000\n%s\n";
      byte[] one = String.format(Locale.ROOT, piece, 5_310, language + " one").getBytes(UTF_8);
      byte[] two = String.format(Locale.ROOT, piece, 185_310, language + " two").getBytes(UTF_8);
      subtitles.addAll(site.segments("/" + language, List.of(one, two)));
      subtitles.add(
          site.playlist(
              "/" + language + ".m3u8", HlsSite.ended(HlsSite.lines("/" + language, 2, 2))));
    }
    master();
  }

  private SiteResource master() {
    return site.playlist(
        "/master.m3u8",
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="w",NAME="E",LANGUAGE="en",DEFAULT=YES,URI="en.m3u8"
        #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="w",NAME="D",LANGUAGE="de",URI="de.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=160x120,SUBTITLES="w"
        film.m3u8
        """);
  }

  @Test
  void a_stream_has_its_subtitles_and_a_thumbnail() throws Exception {
    serveFilm();
    run(
        JobRequest.of(site.url("/master.m3u8").text())
            .withFilename("film")
            .withThumbnail(true)
            .withSubtitles(LanguageChoice.parse("de,en")));

    assertThat(names())
        .containsExactlyInAnyOrder("film.mp4", "film.de.vtt", "film.en.vtt", "film.jpg");
    assertThat(text("film.de.vtt"))
        .isEqualTo(
            "WEBVTT\n\n"
                + "00:00:00.500 --> 00:00:01.000\n"
                + "de one\n\n"
                + "00:00:02.500 --> 00:00:03.000\n"
                + "de two\n");
    assertThat(Files.readAllBytes(found("film.jpg"))).startsWith(0xff, 0xd8);
  }

  @Test
  void subtitles_are_fetched_with_the_cookies_that_the_stream_has_set() throws Exception {
    serveFilm();
    master().header("Set-Cookie", "pass=1; Path=/");
    subtitles.forEach(file -> file.onlyWithCookie("pass=1", 403));

    run(
        JobRequest.of(site.url("/master.m3u8").text())
            .withFilename("film")
            .withSubtitles(LanguageChoice.parse("en")));

    assertThat(text("film.en.vtt")).contains("en one", "en two");
  }

  @Test
  void subtitles_of_each_section_are_on_its_clock() throws Exception {
    serveFilm();
    byte[] film = SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(4)).bytes();
    site.segments("/film", List.of(film, film));
    String lines = "#EXTINF:4,\n/%1$s/0\n#EXT-X-DISCONTINUITY\n#EXTINF:4,\n/%1$s/1\n";
    site.playlist("/film.m3u8", HlsSite.ended(lines.formatted("film")));
    // The clock of the second section starts again, and runs through four seconds of its own.
    String piece =
        "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:5310\n\n00:00.500 --> 00:01.000\n%s\n";
    site.segments(
        "/en",
        List.of(piece.formatted("one").getBytes(UTF_8), piece.formatted("two").getBytes(UTF_8)));
    site.playlist("/en.m3u8", HlsSite.ended(lines.formatted("en")));

    run(
        JobRequest.of(site.url("/master.m3u8").text())
            .withFilename("film")
            .withSubtitles(LanguageChoice.parse("en")));

    assertThat(text("film.en.vtt"))
        .contains("00:00:00.500 --> 00:00:01.000\none")
        .containsPattern("00:00:04\\.5[0-9]{2} --> 00:00:05\\.0[0-9]{2}\\ntwo");
  }

  private static byte[] cues(long time, String text) {
    byte[] cue = TextFragments.cue("", text);
    return TextFragments.fragment(
        time,
        Sample.ofCues(500),
        Sample.ofCues(1_000, cue),
        Sample.ofCues(500),
        Sample.ofCues(2_000, TextFragments.cue("", "to the end")));
  }

  @Test
  void subtitles_in_mp4_are_on_the_clock_of_each_section() throws Exception {
    serveFilm();
    byte[] film = SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(4)).bytes();
    site.segments("/film", List.of(film, film));
    String lines = "#EXTINF:4,\n/%1$s/0\n#EXT-X-DISCONTINUITY\n#EXTINF:4,\n/%1$s/1\n";
    site.playlist("/film.m3u8", HlsSite.ended(lines.formatted("film")));
    // The film's clock begins at 59 ms in each section.
    site.segments("/en", List.of(cues(59, "one"), cues(59, "two")));
    site.site().serve("/init", TextFragments.init("wvtt"));
    site.playlist("/en.m3u8", HlsSite.ended("#EXT-X-MAP:URI=\"/init\"\n" + lines.formatted("en")));

    run(
        JobRequest.of(site.url("/master.m3u8").text())
            .withFilename("film")
            .withSubtitles(LanguageChoice.parse("en")));

    assertThat(text("film.en.vtt"))
        .startsWith("WEBVTT\n\n00:00:00.500 --> 00:00:01.500\none\n\n00:00:02.000 --> 00:00:04")
        .containsPattern("00:00:04\\.5[0-9]{2} --> 00:00:05\\.5[0-9]{2}\\ntwo");
  }

  @Test
  void subtitles_of_dash_in_ttml_have_the_times_of_their_period() throws Exception {
    byte[] film = SampleClip.of("mp4", "h264", "aac").lasting(Duration.ofSeconds(4)).bytes();
    site.site().serve("/film.mp4", film);
    String document =
        "<tt xmlns=\"http://www.w3.org/ns/ttml\"><body><div><p begin=\"100.5s\" end=\"103s\">"
            + "Grüße<br/>aus <span tts:fontStyle=\"italic\""
            + " xmlns:tts=\"http://www.w3.org/ns/ttml#styling\">Kiel</span></p></div></body></tt>";
    site.segments(
        "/de",
        List.of(
            TextFragments.init("stpp"),
            TextFragments.fragment(100_000, Sample.of(2_000, document)),
            TextFragments.fragment(102_000, Sample.of(2_000, document))));
    site.site()
        .serve(
            "/film.mpd",
            ("<MPD type=\"static\"><Period start=\"PT1000S\" duration=\"PT4S\"><AdaptationSet"
                    + " mimeType=\"video/mp4\"><Representation id=\"v\" bandwidth=\"9\""
                    + " codecs=\"avc1.4d401e,mp4a.40.2\" width=\"160\""
                    + " height=\"120\"><BaseURL>/film.mp4</BaseURL></Representation>"
                    + "</AdaptationSet><AdaptationSet"
                    + " mimeType=\"application/mp4\" lang=\"de\"><Representation id=\"t\""
                    + " bandwidth=\"1\" codecs=\"stpp\"><SegmentTemplate timescale=\"1000\""
                    + " duration=\"2000\" startNumber=\"1\" presentationTimeOffset=\"100000\""
                    + " initialization=\"/de/0\""
                    + " media=\"/de/$Number$\"/></Representation>"
                    + "</AdaptationSet></Period></MPD>")
                .getBytes(UTF_8))
        .type("application/dash+xml");

    JobRequest request =
        JobRequest.of(site.url("/film.mpd").text()).withSubtitles(LanguageChoice.parse("de"));
    run(request.withFilename("film"));
    run(
        request
            .withFilename("clip")
            .withOutput(request.output().toBuilder().clip(new Clip(at("1"), at("3"))).build()));

    assertThat(text("film.de.vtt"))
        .containsPattern(
            "WEBVTT\n\n"
                + "00:00:00\\.5[0-4][0-9] --> 00:00:03\\.0[0-4][0-9]\n"
                + "Grüße\n"
                + "aus <i>Kiel</i>\n");
    assertThat(text("clip.de.vtt")).startsWith("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nGrüße");
  }

  private static Optional<Clip.Timecode> at(String time) {
    return Optional.of(Clip.Timecode.parse(time));
  }

  private void run(JobRequest request) throws Exception {
    try (Sluice sluice =
        Sluice.builder()
            .fetcher(fetcher)
            .transcoder(new LibavTranscoder())
            .store(FileArtifactStore.in(folder))
            .start()) {
      Job job = sluice.await(sluice.submit(request).id(), Duration.ofSeconds(60)).orElseThrow();
      assertThat(job.failure()).isEmpty();
      assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
    }
  }

  private List<String> names() throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }

  private Path found(String name) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.getFileName().toString().equals(name))
          .findFirst()
          .orElseThrow();
    }
  }

  private String text(String name) throws Exception {
    return Files.readString(found(name));
  }
}
