package dev.sluice.media.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.core.port.media.SourceInfo.SiteListing;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.site.program.FakeProgram;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.testkit.sample.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages, with a script in place of yt-dlp. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are scripts of sh")
class SitePagesTest extends SitePagesFixture {
  @Test
  void a_page_becomes_its_tracks_with_what_it_says_of_itself() {
    try (Media media = open(FakeProgram.saying(folder, filled(TWO)))) {
      assertThat(media.title()).contains("A talk");
      assertThat(media.description()).contains("Words");
      assertThat(media.thumbnail()).contains(site.url("/still.webp"));
      assertThat(media.listing())
          .contains(
              new SiteListing(
                  "TheSite", Optional.of("Ada"), OptionalLong.of(12), OptionalLong.empty()));
      assertThat(media.releaseDate()).contains("2026-01-02");
      assertThat(media.inputs()).hasSize(2);
      assertThat(media.inputs().get(0).size()).hasValue(700_000);
      assertThat(media.inputs().get(1).size()).hasValue(300_000);
      assertThat(media.inputs().get(0).rendition()).isEmpty();
      assertThat(media.inputs().get(1).rendition().flatMap(Rendition::language)).contains("ja");
      media.inputs().forEach(SitePagesTest::readAll);
    }
    assertThat(monitor.downloaded()).isEqualTo(1_000_000);
    assertThat(monitor.total()).hasValue(1_000_000);
    assertThat(
            site.requests().stream()
                .filter(request -> request.path().equals("/sound"))
                .map(
                    request ->
                        request.header("Referer").orElse("")
                            + " "
                            + request.header("Cookie").orElse("")))
        .isNotEmpty()
        .allMatch(said -> said.equals("https://site.example/ a=1"));
    assertThat(site.requests())
        .filteredOn(request -> request.path().equals("/picture"))
        .allMatch(request -> request.header("Cookie").isEmpty());
  }

  private Media openIn(HeapBudget.Reservation memory, String description) {
    String page = filled(TWO).replace("Words", description);
    fetcher =
        new WebMediaFetcher(
            web, HttpFetchSettings.DEFAULT, pages(FakeProgram.saying(folder, page)));
    return fetcher.open(
        site.url("/page"),
        new StageMonitor.Forwarding(monitor) {
          @Override
          public HeapBudget.Reservation memory() {
            return memory;
          }
        });
  }

  @Test
  void the_description_of_the_page_is_reserved_until_the_media_is_closed() {
    HeapBudget budget = new HeapBudget(80 << 20);
    try (HeapBudget.Reservation job = budget.open()) {
      long tracks;
      try (Media media = openIn(job, "Words")) {
        tracks = budget.reserved();
        assertThat(media.inputs()).hasSize(2);
      }
      fetcher.close();
      try (Media media = openIn(job, "x".repeat(100_000))) {
        assertThat(media.description()).isPresent();
        assertThat(budget.reserved()).isBetween(tracks + 299_000, tracks + 301_000);
      }

      assertThat(budget.reserved()).isZero();
    }
  }

  @Test
  void a_page_for_whose_description_there_is_no_memory_fails_as_short_and_holds_none() {
    HeapBudget budget = new HeapBudget(400_000);
    try (HeapBudget.Reservation job = budget.open();
        HeapBudget.Reservation other = budget.open();
        HeapBudget.Reservation another = budget.open()) {
      other.require(150_000, "the test");
      another.require(150_000, "the test");

      SluiceException failure =
          catchThrowableOfType(
              SluiceException.class, () -> openIn(job, "x".repeat(50_000)).close());

      assertThat(failure.code()).isEqualTo(FailureCode.MEMORY_SHORT);
      assertThat(failure).hasMessageContaining("the description of the page");
      assertThat(budget.reserved()).isEqualTo(300_000);
    }
  }

  @Test
  void a_track_in_segments_is_read_in_their_order() {
    byte[] head = new byte[1_000];
    // As a webm begins.
    head[0] = 0x1a;
    head[1] = 0x45;
    site.serve("/parts/init", head);
    site.serve("/parts/1", ByteSource.pattern(1_000));
    site.serve("/parts/2", ByteSource.pattern(1_000));
    String json =
        filled(
            """
            {`title`:`In parts`,`formats`:[{`url`:`SITE/film.mpd`,`protocol`:`http_dash_segments`,
              `vcodec`:`vp9`,`acodec`:`none`,`fragment_base_url`:`SITE/parts/`,`fragments`:[
                {`path`:`init`},{`path`:`1`,`duration`:4.0},{`url`:`SITE/parts/2`,`duration`:2.5}]}]}
            """);

    try (Media media = open(FakeProgram.saying(folder, json))) {
      MediaInput input = media.inputs().get(0);
      assertThat(input.duration()).contains(Duration.ofMillis(6_500));
      ByteBuffer bytes = ByteBuffer.allocate(4_000);
      while (input.read(bytes.position(), bytes) >= 0) {
        assertThat(bytes.hasRemaining()).isTrue();
      }
      assertThat(bytes.position()).isEqualTo(3_000);
    }
    assertThat(site.requests("/film.mpd")).isEmpty();
    assertThat(site.requests("/parts/init")).hasSize(1);
  }

  @Test
  void subtitles_in_files_are_listed_with_the_media() {
    String json =
        filled(
            """
            {`title`:`Worded`,`formats`:[{`url`:`SITE/picture`,`protocol`:`https`}],`subtitles`:{
              `en`:[{`ext`:`json3`,`url`:`SITE/en.json`},{`ext`:`srt`,`url`:`SITE/en.srt`},{`ext`:`vtt`,`url`:`SITE/en.vtt`}],
              `de`:[{`ext`:`vtt`,`protocol`:`m3u8_native`,`url`:`SITE/de.m3u8`}],
              `fr`:[{`ext`:`vtt`,`data`:`WEBVTT`}], `ja`:null,
              `pt-BR-eEY6OEpapPo`:[{`ext`:`vtt`,`url`:`SITE/pt.vtt`}]}}
            """);

    try (Media media = open(FakeProgram.saying(folder, json))) {
      assertThat(media.subtitles())
          .containsExactly(
              new Media.SubtitleTrack(site.url("/en.vtt"), Optional.of("en")),
              new Media.SubtitleTrack(site.url("/pt.vtt"), Optional.of("pt-BR")));
    }
  }

  private static void readAll(MediaInput input) {
    ByteBuffer buffer = ByteBuffer.allocate(100_000);
    long position = 0;
    for (int count = input.read(0, buffer); count >= 0; count = input.read(position, buffer)) {
      position += count;
      buffer.clear();
    }
    assertThat(position).isEqualTo(input.size().orElse(position));
  }

  @Test
  void who_waits_for_a_stream_does_not_wait_for_a_track_that_is_gone() {
    site.serve("/picture", new byte[0]).status(404);
    FetchRequest waiting =
        new FetchRequest(
            site.url("/page"),
            OutputSpec.DEFAULT,
            Optional.of(LiveRecording.untilItsEnd().waiting()));

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class,
            () -> pages(FakeProgram.saying(folder, filled(TWO))).open(waiting, monitor).close());

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
  }

  @Test
  void a_file_and_a_page_are_distinguished_without_yt_dlp() {
    fetcher = new WebMediaFetcher(web);

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> fetcher.open(site.url("/page"), monitor).close());

    assertThat(failure.code()).isEqualTo(FailureCode.NOT_MEDIA);
    assertThat(failure.getMessage()).contains("install yt-dlp");
  }

  @Test
  void a_live_page_is_followed_by_its_manifest_and_not_by_the_parts_of_now() {
    String format =
        "{`format_id`:`%s`,`url`:`SITE/live.mpd`,`manifest_url`:`SITE/live.mpd`,"
            + "`protocol`:`http_dash_segments`,`fragment_base_url`:`SITE/`,`vcodec`:`%s`,"
            + "`acodec`:`%s`,`fragments`:[{`path`:`now`,`duration`:1.0}]}";
    String page =
        filled(
            "{`is_live`:true,`formats`:[%s,%s]}"
                .formatted(
                    String.format(Locale.ROOT, format, "a", "none", "mp4a.40.2"),
                    String.format(Locale.ROOT, format, "v", "avc1.42e01e", "none")));
    String set =
        "<AdaptationSet mimeType=\"%s/mp4\"><SegmentList duration=\"1\"><SegmentURL media=\"%s\"/>"
            + "<SegmentURL media=\"%s\"/></SegmentList><Representation id=\"r\"/></AdaptationSet>";
    String manifest =
        "<MPD type=\"static\"><Period>%s%s</Period></MPD>"
            .formatted(
                String.format(Locale.ROOT, set, "video", "now", "later"),
                String.format(Locale.ROOT, set, "audio", "now", "now"));
    site.serve("/live.mpd", manifest.getBytes(UTF_8)).type("application/dash+xml");
    site.serve("/now", ByteSource.pattern(1_000));
    site.serve("/later", ByteSource.pattern(500));
    SitePages pages = pages(FakeProgram.saying(folder, page));
    fetcher = new WebMediaFetcher(web, HttpFetchSettings.DEFAULT, pages);
    FetchRequest request =
        new FetchRequest(
            site.url("/page"),
            OutputSpec.DEFAULT,
            Optional.of(LiveRecording.untilItsEnd().fromItsStart()));

    try (Media media = fetcher.open(request, monitor)) {
      assertThat(media.inputs()).hasSize(2);
      media.inputs().forEach(SitePagesTest::readAll);
    }

    assertThat(monitor.downloaded()).isEqualTo(3_500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{`is_live`:true,`formats`:[FORMAT]}                  | STREAM_LIVE",
        "{`live_status`:`is_upcoming`,`formats`:[FORMAT]}     | STREAM_NOT_BEGUN",
        "{`_has_drm`:true,`formats`:[]}                       | MEDIA_PROTECTED",
        "{`formats`:[SOUND,{`url`:`SITE/picture`,`vcodec`:`vp9`,`acodec`:`none`,`has_drm`:true}]}"
            + " | MEDIA_PROTECTED",
        "{`formats`:[]}                                       | NOT_MEDIA",
        "{`_type`:`playlist`,`entries`:[]}                    | NOT_MEDIA",
        "{`_type`:`playlist`,`entries`:[{`formats`:[FORMAT]},{`formats`:[FORMAT]}]} | NOT_MEDIA",
        "[]                                                   | NOT_MEDIA",
        "null                                                 | NOT_MEDIA",
        "{`title`                                             | SOURCE_BROKEN",
        "Traceback                                            | SOURCE_BROKEN",
      })
  void what_cannot_be_taken_has_its_own_sentence(String json, FailureCode code) {
    String format = "{`url`:`SITE/picture`,`protocol`:`https`}";
    String sound = "{`url`:`SITE/sound`,`protocol`:`https`,`vcodec`:`none`,`acodec`:`opus`}";

    SluiceException failure =
        failure(
            FakeProgram.saying(
                folder, filled(json.replace("FORMAT", format).replace("SOUND", sound))));

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.getMessage()).contains("/page");
  }

  @Test
  void a_list_of_one_is_that_one() {
    String one = filled("{`_type`:`playlist`,`entries`:[%s]}".formatted(TWO.strip()));

    try (Media media = open(FakeProgram.saying(folder, one))) {
      assertThat(media.title()).contains("A talk");
    }
  }

  @Test
  void a_list_of_one_that_is_elsewhere_is_followed() throws IOException {
    Path answer = folder.resolve("two.json");
    Files.writeString(answer, filled(TWO));
    String list =
        filled("{`_type`:`playlist`,`entries`:[{`_type`:`url`,`url`:`https://a.example/1`}]}");

    Path program =
        FakeProgram.running(
            folder,
            "case \"$(cat)\" in *a.example/1) cat %s;; *) echo '%s';; esac"
                .formatted(answer, list));

    try (Media media = open(program)) {
      assertThat(media.title()).contains("A talk");
    }
  }
}
