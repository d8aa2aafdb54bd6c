package dev.sluice.media.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.port.web.WebClient;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.site.proxy.TestProxy;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.CookieFile;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.client.SiteCredentials;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.fake.StoppableMonitor;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pages on loopback, read by the program that operators install. */
@Timeout(120)
class RealYtDlpTest {
  private static final AddressPolicy GUARD =
      AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.1/32")));

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient web = OkHttpWebClient.guardedBy(GUARD);
  private final RecordingMonitor monitor = new RecordingMonitor();
  private WebMediaFetcher fetcher;
  private YtDlp ytDlp;

  @BeforeEach
  void find() {
    Optional<Path> program =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(System.getenv().getOrDefault("PATH", ""))
            .filter(folder -> !folder.isBlank())
            .map(folder -> Path.of(folder, "yt-dlp"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeThat(program).as("yt-dlp is on the PATH; without it pages are not tried").isPresent();
    ytDlp =
        new YtDlp(
            new YtDlp.Installation(program.orElseThrow(), System.getenv("PATH")),
            GUARD,
            new SecureRandom());
    SitePages pages = new SitePages(ytDlp, web, HttpFetchSettings.DEFAULT);
    fetcher = new WebMediaFetcher(web, HttpFetchSettings.DEFAULT, pages);
  }

  @AfterEach
  void close() {
    if (fetcher != null) {
      fetcher.close();
    }
    web.close();
    site.close();
  }

  private void page(String path, String body) {
    String document =
        "<!doctype html><html><head><title>Harbour film</title></head><body>%s</body></html>";
    site.serve(path, String.format(Locale.ROOT, document, body).getBytes(UTF_8))
        .type("text/html; charset=utf-8");
  }

  private SluiceException failure(String path) {
    return catchThrowableOfType(
        SluiceException.class, () -> fetcher.open(site.url(path), monitor).close());
  }

  @Test
  void the_film_of_a_page_is_fetched_and_remade() {
    byte[] film = SampleClip.of("mp4", "h264", "aac").lasting(Duration.ofSeconds(2)).bytes();
    site.serve("/film.mp4", film).type("video/mp4");
    page("/page.html", "<video controls><source src='/film.mp4' type='video/mp4'></video>");

    MemorySink sink = new MemorySink();
    try (Media media = fetcher.open(site.url("/page.html"), monitor)) {
      assertThat(media.title().orElseThrow()).contains("Harbour film");
      new LibavTranscoder()
          .transcode(
              new Transcoder.Task(media.inputs(), OutputSpec.DEFAULT, TagOverrides.NONE),
              sink,
              new RecordingMonitor());
    }

    assertThat(sink.written()).isGreaterThan(film.length / 2);
    assertThat(site.requests())
        .filteredOn(request -> request.path().equals("/film.mp4"))
        .allMatch(
            request -> request.header("Referer").orElse("").endsWith("/page.html"), "as asked for");
  }

  @Test
  void what_our_client_is_refused_it_brings_itself() {
    byte[] film = SampleClip.of("mp4", "h264", "aac").lasting(Duration.ofSeconds(2)).bytes();
    site.serve("/film.mp4", film).type("video/mp4").refusingRanges(403);
    page("/page.html", "<video controls><source src='/film.mp4' type='video/mp4'></video>");

    MemorySink sink = new MemorySink();
    RecordingMonitor monitor = new RecordingMonitor();
    try (Media media = fetcher.open(site.url("/page.html"), monitor)) {
      assertThat(media.inputs()).hasSize(1);
      assertThat(media.inputs().get(0).seekable()).isFalse();
      new LibavTranscoder()
          .transcode(
              new Transcoder.Task(media.inputs(), OutputSpec.DEFAULT, TagOverrides.NONE),
              sink,
              monitor);
    }

    assertThat(sink.written()).isGreaterThan(film.length / 2);
  }

  @Test
  void it_goes_to_sites_with_cookies_and_through_a_proxy(@TempDir Path folder) throws Exception {
    byte[] film = SampleClip.of("mp4", "h264", "aac").lasting(Duration.ofSeconds(2)).bytes();
    site.serve("/film.mp4", film).type("video/mp4");
    page("/page.html", "<video controls><source src='/film.mp4' type='video/mp4'></video>");
    Path cookies = folder.resolve("cookies.txt");
    Files.writeString(cookies, "127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\tabc\n");
    try (TestProxy proxy = TestProxy.start(GUARD)) {
      SiteCredentials access =
          new SiteCredentials(
              Optional.of(new CookieFile(cookies, InstantSource.system())),
              Optional.of(proxy.address()));
      WebClient theirs = web.with(access);
      SitePages pages = new SitePages(ytDlp.with(access), theirs, HttpFetchSettings.DEFAULT);
      try (WebMediaFetcher personal =
              new WebMediaFetcher(theirs, HttpFetchSettings.DEFAULT, pages);
          Media media = personal.open(site.url("/page.html"), monitor)) {
        assertThat(new LibavTranscoder().probe(media.inputs(), monitor).streams()).hasSize(2);
      }

      assertThat(proxy.asked()).isEqualTo(site.acceptedConnections());
      assertThat(site.requests())
          .hasSizeGreaterThan(2)
          .allMatch(request -> request.header("Cookie").orElse("").equals("session=abc"));
      assertThat(Files.readString(cookies)).as("left as it was").hasLineCount(1);
    }
  }

  @Test
  void the_stream_of_a_page_is_fetched_as_a_stream() {
    byte[] segment = SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(2)).bytes();
    site.serve("/a.ts", segment);
    site.serve(
            "/list.m3u8",
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.ts\n#EXT-X-ENDLIST\n".getBytes(UTF_8))
        .type("application/vnd.apple.mpegurl");
    page("/page.html", "<video><source src='/list.m3u8' type='application/x-mpegURL'></video>");

    try (Media media = fetcher.open(site.url("/page.html"), monitor)) {
      assertThat(media.inputs()).hasSize(1);
      assertThat(new LibavTranscoder().probe(media.inputs(), monitor).streams()).hasSize(2);
    }
  }

  @Test
  void a_page_without_media_says_so() {
    page("/page.html", "<p>Nothing to see</p>");

    SluiceException failure = failure("/page.html");

    assertThat(failure.code()).isEqualTo(FailureCode.NOT_MEDIA);
    assertThat(failure.getMessage()).startsWith("yt-dlp finds no media on this page: ");
  }

  @Test
  void a_page_of_several_films_is_no_single_job() {
    page(
        "/page.html",
        "<video><source src='/a.mp4' type='video/mp4'></video>"
            + "<video><source src='/b.mp4' type='video/mp4'></video>");

    assertThat(failure("/page.html").getMessage()).contains("shows 2 videos");
  }

  @Test
  void a_page_cannot_make_it_reach_what_the_guard_forbids() throws Exception {
    try (ServerSocket secret = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.2"))) {
      String place = "http://127.0.0.2:" + secret.getLocalPort();
      for (String body :
          List.of(
              "<iframe src='%s/embed/video.m3u8'></iframe>".formatted(place),
              "<meta http-equiv='refresh' content='0;url=%s/'>".formatted(place),
              "<video><source src='%s/list.m3u8' type='application/x-mpegURL'></video>"
                  .formatted(place),
              "<video><source src='%s/list.mpd' type='application/dash+xml'></video>"
                  .formatted(place),
              "<video><source src='ftp://127.0.0.2:%s/a.mp4' type='video/mp4'></video>"
                  .formatted(secret.getLocalPort()))) {
        page("/page.html", body);

        assertThat(failure("/page.html")).as(body).isNotNull();
      }
      secret.setSoTimeout(200);
      assertThat(catchThrowableOfType(SocketTimeoutException.class, secret::accept))
          .as("nobody came")
          .isNotNull();
    }
  }

  @Test
  void a_redirect_that_it_follows_passes_the_guard_too() {
    page("/page.html", "<video><source src='/list.m3u8' type='application/x-mpegURL'></video>");
    site.serve("/list.m3u8", new byte[0])
        .redirect(302, "http://127.0.0.2:" + site.uri("/").getPort() + "/list.m3u8");

    SluiceException failure = failure("/page.html");

    assertThat(failure.code()).isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
    assertThat(failure.getMessage()).contains("The page leads to 127.0.0.2");
  }

  @Test
  void it_ends_with_its_job() throws Exception {
    page("/page.html", "<video><source src='/list.m3u8' type='application/x-mpegURL'></video>");
    site.serve("/list.m3u8", new byte[1]).delay(Duration.ofSeconds(100));
    StoppableMonitor stoppable = new StoppableMonitor();
    CompletableFuture<SluiceException> over =
        CompletableFuture.supplyAsync(
            () ->
                catchThrowableOfType(
                    SluiceException.class,
                    () -> fetcher.open(site.url("/page.html"), stoppable).close()));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                site.requests().stream().anyMatch(request -> request.path().equals("/list.m3u8")));

    stoppable.stop();

    assertThat(over.get().code()).isEqualTo(FailureCode.CANCELLED);
  }
}
