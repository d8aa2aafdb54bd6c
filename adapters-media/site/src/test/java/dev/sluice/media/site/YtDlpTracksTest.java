package dev.sluice.media.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.site.program.FakeProgram;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.fake.StoppableMonitor;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tracks that our client cannot read, brought by a program on its standard output. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its yt-dlp is a script of sh")
class YtDlpTracksTest {
  private static final AddressPolicy GUARD =
      AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1"));

  @TempDir Path folder;

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient web = OkHttpWebClient.guardedBy(GUARD);
  private final RecordingMonitor monitor = new RecordingMonitor();
  private HttpFetchSettings settings = HttpFetchSettings.DEFAULT;
  private WebMediaFetcher fetcher;

  @BeforeEach
  void serve() {
    site.serve("/page", "<!doctype html><title>A page</title>".getBytes(UTF_8)).type("text/html");
  }

  @AfterEach
  void close() {
    if (fetcher != null) {
      fetcher.close();
    }
    web.close();
    site.close();
  }

  /** A program that shows this one format, and fetches it by these lines of {@code sh}. */
  private Path program(String protocol, String place, String fetching) throws IOException {
    Path answer = folder.resolve("answer.json");
    Files.writeString(
        answer,
        """
        {"title":"A film","formats":[{"format_id":"v1","url":"%s","protocol":"%s",
         "vcodec":"avc1.640028","acodec":"mp4a.40.2","height":720}]}\
        """
            .formatted(site.uri(place), protocol));
    return FakeProgram.running(
        folder,
        """
        case "$* $(cat)" in
          *--dump-single-json*) cat '%s' ;;
          *--format=v1*--batch-file\\ -\\ */page) echo "$*" > '%s'; %s ;;
          *) exit 9 ;;
        esac\
        """
            .formatted(answer, folder.resolve("arguments"), fetching));
  }

  private Path film(String fetching) throws IOException {
    return program("ism", "/film.ism", fetching);
  }

  private Media open(Path program, StageMonitor monitor) {
    YtDlp ytDlp =
        new YtDlp(
            new YtDlp.Installation(program, System.getenv("PATH")), GUARD, new SecureRandom());
    SitePages pages = new SitePages(ytDlp, web, settings);
    fetcher = new WebMediaFetcher(web, settings, pages);
    return fetcher.open(site.url("/page"), monitor);
  }

  private SluiceException failure(Path program) {
    return catchThrowableOfType(
        SluiceException.class,
        () -> {
          try (Media media = open(program, monitor)) {
            all(media.inputs().get(0));
          }
        });
  }

  private static byte[] all(MediaInput input) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(10_000);
    for (int count = input.read(0, buffer);
        count >= 0;
        count = input.read(all.size(), buffer.clear())) {
      assertThat(count).isEqualTo(buffer.position()).isPositive();
      all.write(buffer.array(), 0, count);
    }
    return all.toByteArray();
  }

  @Test
  void what_it_writes_is_the_track() throws IOException {
    byte[] bytes = new byte[300_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 >> 3);
    }
    Path track = Files.write(folder.resolve("track"), bytes);

    try (Media media = open(film("cat '%s'".formatted(track)), monitor)) {
      MediaInput input = media.inputs().get(0);
      assertThat(media.title()).contains("A film");
      assertThat(input.seekable()).isFalse();
      assertThat(input.size()).isEmpty();
      assertThat(all(input)).isEqualTo(bytes);
      assertThat(input.read(bytes.length, ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThatThrownBy(() -> input.read(5, ByteBuffer.allocate(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(monitor.downloaded()).isEqualTo(300_000);
    assertThat(Files.readString(folder.resolve("arguments")))
        .contains("--output=-", "--downloader=native", "--abort-on-unavailable-fragments")
        .doesNotContain("dump");
  }

  @Test
  void a_track_that_stops_with_a_complaint_is_no_whole_one() throws IOException {
    SluiceException failure =
        failure(film("echo beginning; echo 'ERROR: fragment 3: HTTP Error 404' >&2; exit 1"));

    assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_REMOVED);
    assertThat(monitor.downloaded()).isEqualTo(10);
  }

  @Test
  void a_track_that_never_begins_fails_at_once() throws IOException {
    assertThat(failure(film("echo 'ERROR: [x] 1: Private video. Sign in' >&2; exit 1")).code())
        .isEqualTo(FailureCode.MEDIA_PRIVATE);
    assertThat(failure(film("exit 0")).code()).isEqualTo(FailureCode.SOURCE_EMPTY);
  }

  @Test
  void silence_is_borne_for_a_while() throws IOException {
    settings = settings.withReadTimeout(Duration.ofMillis(300));

    SluiceException failure = failure(film("echo beginning; sleep 100"));

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_STALLED);
    assertThat(failure).hasMessageContaining("yt-dlp returned no bytes");
  }

  @Test
  void a_track_without_an_end_has_one() throws IOException {
    settings = settings.withMaxSourceBytes(100_000);

    assertThat(failure(film("cat /dev/zero")).code()).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
  }

  @Test
  void it_ends_with_the_media_and_with_the_job() throws Exception {
    Path pid = folder.resolve("pid");
    Path endless = film("echo $$ > '%s'; cat /dev/zero".formatted(pid));
    StoppableMonitor stoppable = new StoppableMonitor();
    Media media = open(endless, stoppable);
    CompletableFuture<SluiceException> reading =
        CompletableFuture.supplyAsync(
            () -> catchThrowableOfType(SluiceException.class, () -> all(media.inputs().get(0))));

    stoppable.stop();

    assertThat(reading.get().code()).isEqualTo(FailureCode.CANCELLED);
    assertGone(pid);
    media.close();

    open(endless, monitor).close();
    assertGone(pid);
  }

  private static void assertGone(Path pid) throws IOException {
    long number = Long.parseLong(Files.readString(pid).strip());
    await().until(() -> ProcessHandle.of(number).map(found -> !found.isAlive()).orElse(true));
  }

  @Test
  void what_our_client_is_refused_it_may_get() throws IOException {
    site.serve("/film.mp4", new byte[10]).status(403);

    try (Media media = open(program("https", "/film.mp4", "echo film"), monitor)) {
      assertThat(all(media.inputs().get(0))).isEqualTo("film\n".getBytes(UTF_8));
    }
  }

  @Test
  void nothing_is_left_behind() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    long before = homes(temporary);

    try (Media media = open(film("echo a > a; echo film"), monitor)) {
      all(media.inputs().get(0));
      assertThat(homes(temporary)).isEqualTo(before + 1);
    }

    assertThat(homes(temporary)).isEqualTo(before);
  }

  private static long homes(Path temporary) throws IOException {
    try (Stream<Path> all = Files.list(temporary)) {
      return all.filter(path -> path.getFileName().toString().startsWith("sluice-page-")).count();
    }
  }
}
