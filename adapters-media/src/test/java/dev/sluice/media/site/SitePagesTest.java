package dev.sluice.media.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.core.port.FetchRequest;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.SiteListing;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.WebMediaFetcher;
import dev.sluice.media.http.HttpFetchSettings;
import dev.sluice.media.web.OkHttpWebClient;
import dev.sluice.testkit.ByteSource;
import dev.sluice.testkit.LoopbackSite;
import dev.sluice.testkit.RecordingMonitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages, with a script in place of yt-dlp. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are scripts of sh")
class SitePagesTest {
  private static final AddressPolicy GUARD =
      AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.1/32")));

  @TempDir Path folder;

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient web = OkHttpWebClient.guardedBy(GUARD);
  private final RecordingMonitor monitor = new RecordingMonitor();
  private WebMediaFetcher fetcher;

  @BeforeEach
  void serve() {
    site.serve("/page", "<!doctype html><title>A page</title>".getBytes(UTF_8)).type("text/html");
    site.serve("/picture", ByteSource.pattern(700_000)).type("video/mp4");
    site.serve("/sound", ByteSource.pattern(300_000)).type("audio/mp4");
  }

  @AfterEach
  void close() {
    if (fetcher != null) {
      fetcher.close();
    }
    web.close();
    site.close();
  }

  private Media open(Path program) {
    fetcher = new WebMediaFetcher(web, HttpFetchSettings.DEFAULT, Optional.of(pages(program)));
    return fetcher.open(site.url("/page"), monitor);
  }

  private SitePages pages(Path program) {
    YtDlp ytDlp =
        new YtDlp(
            new YtDlp.Installation(program, System.getenv("PATH")), GUARD, new SecureRandom());
    return new SitePages(ytDlp, web, HttpFetchSettings.DEFAULT);
  }

  private SluiceException failure(Path program) {
    return catchThrowableOfType(SluiceException.class, () -> open(program).close());
  }

  private String filled(String json) {
    return json.replace('`', '"').replace("SITE", site.uri("").toString());
  }

  private static final String TWO =
      """
      {`title`:`A talk`,`description`:`Words`,`upload_date`:`20260102`,`thumbnail`:`SITE/still.webp`,
       `extractor`:`TheSite`,`uploader`:`Ada`,`channel`:null,`view_count`:12,`like_count`:null,`formats`:[
        {`url`:`SITE/sound`,`protocol`:`https`,`vcodec`:`none`,`acodec`:`mp4a.40.2`,
         `http_headers`:{`Referer`:`https://site.example/`},`cookies`:`a=1; Domain=127.0.0.1; Path=/`},
        {`url`:`SITE/picture`,`protocol`:`https`,`vcodec`:`avc1.640028`,`acodec`:`none`,`width`:1920,`height`:1080}]}
      """;

  @Test
  void a_page_becomes_its_tracks_with_what_it_says_of_itself() {
    try (Media media = open(FakeProgram.saying(folder, filled(TWO)))) {
      assertThat(media.title()).contains("A talk");
      assertThat(media.description()).contains("Words");
      assertThat(media.thumbnail()).contains(site.url("/still.webp"));
      assertThat(media.listing())
          .contains(
              new SiteListing(
                  "thesite", Optional.of("Ada"), OptionalLong.of(12), OptionalLong.empty()));
      assertThat(media.releaseDate()).contains("2026-01-02");
      assertThat(media.inputs()).hasSize(2);
      assertThat(media.inputs().get(0).size()).hasValue(700_000);
      assertThat(media.inputs().get(1).size()).hasValue(300_000);
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
  void subtitles_that_are_files_are_told_with_the_media() {
    String json =
        filled(
            """
            {`title`:`Worded`,`formats`:[{`url`:`SITE/picture`,`protocol`:`https`}],`subtitles`:{
              `en`:[{`ext`:`json3`,`url`:`SITE/en.json`},{`ext`:`srt`,`url`:`SITE/en.srt`},{`ext`:`vtt`,`url`:`SITE/en.vtt`}],
              `de`:[{`ext`:`vtt`,`protocol`:`m3u8_native`,`url`:`SITE/de.m3u8`}],
              `fr`:[{`ext`:`vtt`,`data`:`WEBVTT`}], `ja`:null}}
            """);

    try (Media media = open(FakeProgram.saying(folder, json))) {
      assertThat(media.subtitles())
          .containsExactly(new Media.SubtitleTrack(site.url("/en.vtt"), Optional.of("en")));
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
  void a_file_and_a_page_are_told_apart_without_it() {
    fetcher = new WebMediaFetcher(web);

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> fetcher.open(site.url("/page"), monitor).close());

    assertThat(failure.code()).isEqualTo(FailureCode.NOT_MEDIA);
    assertThat(failure.getMessage()).contains("have yt-dlp installed");
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
                    format.formatted("a", "none", "mp4a.40.2"),
                    format.formatted("v", "avc1.42e01e", "none")));
    String set =
        "<AdaptationSet mimeType=\"%s/mp4\"><SegmentList duration=\"1\"><SegmentURL media=\"%s\"/>"
            + "<SegmentURL media=\"%s\"/></SegmentList><Representation id=\"r\"/></AdaptationSet>";
    String manifest =
        "<MPD type=\"static\"><Period>%s%s</Period></MPD>"
            .formatted(
                set.formatted("video", "now", "later"), set.formatted("audio", "now", "now"));
    site.serve("/live.mpd", manifest.getBytes(UTF_8)).type("application/dash+xml");
    site.serve("/now", ByteSource.pattern(1_000));
    site.serve("/later", ByteSource.pattern(500));
    SitePages pages = pages(FakeProgram.saying(folder, page));
    fetcher = new WebMediaFetcher(web, HttpFetchSettings.DEFAULT, Optional.of(pages));
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
        "{`is_live`:true,`formats`:[FORMAT]}                  | STREAM_UNSUPPORTED",
        "{`live_status`:`is_upcoming`,`formats`:[FORMAT]}     | STREAM_NOT_BEGUN",
        "{`_has_drm`:true,`formats`:[]}                       | MEDIA_PROTECTED",
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

    SluiceException failure =
        failure(FakeProgram.saying(folder, filled(json.replace("FORMAT", format))));

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
            "case \"$*\" in *a.example/1) cat %s;; *) echo '%s';; esac".formatted(answer, list));

    try (Media media = open(program)) {
      assertThat(media.title()).contains("A talk");
    }
  }

  @Test
  void complaints_become_failures_of_the_job() {
    assertThat(failure(FakeProgram.complaining(folder, "[x] 1: Private video")).code())
        .isEqualTo(FailureCode.MEDIA_PRIVATE);
  }

  @Test
  void it_runs_alone_in_an_empty_home_that_is_gone_afterwards() throws IOException {
    Path seen = folder.resolve("seen");
    String json = filled(TWO).replace("\n", " ");

    open(FakeProgram.running(
            folder,
            "env > %s; pwd >> %s; ls -A >> %s; touch left; echo \"$@\" >> %s; echo '%s'"
                .formatted(seen, seen, seen, seen, json)))
        .close();

    List<String> lines = Files.readAllLines(seen);
    String home = lines.stream().filter(line -> line.startsWith("HOME=")).findFirst().orElseThrow();
    assertThat(lines)
        .contains(home.substring("HOME=".length()))
        .anyMatch(line -> line.matches("https_proxy=http://sluice:[0-9a-f]{32}@127.0.0.1:\\d+"))
        .noneMatch(line -> line.equals("left"));
    assertThat(lines.get(lines.size() - 1))
        .contains("--ignore-config", "--no-plugin-dirs")
        .doesNotContain("sluice:")
        .endsWith(" -- " + site.uri("/page"));
    assertThat(Path.of(home.substring("HOME=".length()))).doesNotExist();
  }

  @Test
  void a_url_cannot_tell_it_what_only_its_own_parts_tell_each_other() throws IOException {
    Path seen = folder.resolve("seen");
    Path program =
        FakeProgram.running(
            folder, "echo \"$@\" > %s; echo '%s'".formatted(seen, filled(TWO).replace("\n", " ")));
    SitePages pages = pages(program);

    pages
        .open(
            FetchRequest.of(SourceUrl.parse(site.uri("/page") + "#__youtubedl_smuggle=%7B%7D")),
            monitor)
        .close();

    assertThat(Files.readString(seen)).doesNotContain("smuggle");
  }

  @Test
  void what_it_asks_for_passes_the_guard() {
    assumeThat(Path.of("/usr/bin/curl")).as("curl asks in place of yt-dlp").isExecutable();
    site.serve("/inner", "secret".getBytes(UTF_8));
    String forbidden = site.uri("/inner").toString().replace("127.0.0.1", "127.0.0.2");

    SluiceException failure =
        failure(
            FakeProgram.running(
                folder,
                "curl -s -S -f %s >&2 || { echo 'ERROR: HTTP Error 403' >&2; exit 1; }"
                    .formatted(forbidden)));

    assertThat(failure.code()).isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
    assertThat(failure.getMessage()).contains("127.0.0.2");
    assertThat(site.requests()).noneMatch(request -> request.path().equals("/inner"));
  }

  @Test
  void nothing_is_left_of_its_home() throws IOException {
    Path told = folder.resolve("home");

    failure(
        FakeProgram.running(
            folder, "echo x > \"$HOME/left\"; echo \"$HOME\" > '" + told + "'; exit 1"));

    Path home = Path.of(Files.readString(told).strip());
    assertThat(home.getFileName().toString()).startsWith("sluice-page-");
    assertThat(home).doesNotExist();
  }
}
