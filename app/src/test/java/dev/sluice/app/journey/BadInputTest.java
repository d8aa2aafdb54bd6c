package dev.sluice.app.journey;

import static dev.sluice.core.failure.FailureCode.ADDRESS_FORBIDDEN;
import static dev.sluice.core.failure.FailureCode.CODEC_DOES_NOT_FIT;
import static dev.sluice.core.failure.FailureCode.CONNECTION_REFUSED;
import static dev.sluice.core.failure.FailureCode.HOST_UNKNOWN;
import static dev.sluice.core.failure.FailureCode.MEDIA_DAMAGED;
import static dev.sluice.core.failure.FailureCode.NOT_MEDIA;
import static dev.sluice.core.failure.FailureCode.NO_AUDIO;
import static dev.sluice.core.failure.FailureCode.NO_VIDEO;
import static dev.sluice.core.failure.FailureCode.REDIRECT_LOOP;
import static dev.sluice.core.failure.FailureCode.SOURCE_CUT;
import static dev.sluice.core.failure.FailureCode.SOURCE_EMPTY;
import static dev.sluice.core.failure.FailureCode.SOURCE_OVERLONG;
import static dev.sluice.core.failure.FailureCode.SOURCE_STALLED;
import static dev.sluice.core.failure.FailureCode.SOURCE_TOO_LARGE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.Sluice;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.guard.Cidr;
import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobStatus;
import dev.sluice.core.policy.RetryPolicy;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.storage.folder.FileArtifactStore;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with a source: each has a sentence of its own, and leaves nothing behind. */
class BadInputTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static byte[] clip;

  @TempDir Path folder;
  private final LoopbackSite site = LoopbackSite.start();
  private OkHttpWebClient web;
  private WebMediaFetcher fetcher;
  private Sluice sluice;

  @BeforeAll
  static void make_a_clip() {
    clip = SampleClip.of("matroska", "h264", "vorbis").lasting(Duration.ofSeconds(2)).bytes();
  }

  @BeforeEach
  void start() {
    start(AddressPolicy.publicOnly().allowing(List.of(Cidr.parse("127.0.0.1/32"))));
  }

  private void start(AddressPolicy policy) {
    web = OkHttpWebClient.guardedBy(policy);
    fetcher =
        new WebMediaFetcher(
            web,
            HttpFetchSettings.DEFAULT
                .withReadTimeout(Duration.ofMillis(800))
                .withMaxSourceBytes(5_000_000));
    sluice =
        Sluice.builder()
            .fetcher(fetcher)
            .transcoder(new LibavTranscoder())
            .store(FileArtifactStore.in(folder))
            .retries(RetryPolicy.never())
            .start();
  }

  @AfterEach
  void stop() {
    sluice.close();
    fetcher.close();
    web.close();
    site.close();
  }

  @Test
  void a_good_clip_passes_here() throws Exception {
    site.serve("/clip.mkv", clip);

    assertThat(finished(request("/clip.mkv")).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(files()).containsExactly("videos/clip.mp4");
  }

  @Test
  void a_host_that_does_not_exist() throws Exception {
    fails(JobRequest.of("http://no-such-host.invalid/clip.mkv"), HOST_UNKNOWN, "invalid");
  }

  @Test
  void a_port_where_nobody_listens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    fails(JobRequest.of("http://127.0.0.1:" + port + "/a"), CONNECTION_REFUSED, "127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.2/a", "http://169.254.169.254/latest/meta-data", "http://[::1]/a",
    "http://10.1.2.3/a", "http://2130706434/a", "http://[::ffff:127.0.0.2]/a"
  })
  void an_address_that_is_nobodys_business(String url) throws Exception {
    fails(JobRequest.of(url), ADDRESS_FORBIDDEN, "not permitted");
  }

  @Test
  void a_redirect_to_such_an_address() throws Exception {
    site.redirect("/a", "http://127.0.0.2/secret");

    fails(request("/a"), ADDRESS_FORBIDDEN, "127.0.0.2");
  }

  @ParameterizedTest
  @CsvSource({
    "401,SOURCE_UNAUTHORIZED", "403,SOURCE_FORBIDDEN", "404,SOURCE_NOT_FOUND", "410,SOURCE_GONE",
    "429,SOURCE_RATE_LIMITED", "500,SOURCE_BROKEN", "503,SOURCE_BROKEN", "418,SOURCE_REFUSED"
  })
  void an_origin_that_refuses(int status, FailureCode code) throws Exception {
    site.serve("/a.mkv", clip).status(status).header("Retry-After", "7");

    fails(request("/a.mkv?token=hunter2"), code, String.valueOf(status));
  }

  @Test
  void redirects_in_a_circle() throws Exception {
    site.redirect("/a", "/b");
    site.redirect("/b", "/a");

    fails(request("/a"), REDIRECT_LOOP, "circle");
  }

  @Test
  void a_web_page() throws Exception {
    site.serve("/a.mp4", "<!doctype html><html><body>Sign in</body></html>".getBytes(UTF_8))
        .type("text/html");

    fails(request("/a.mp4"), NOT_MEDIA, "web page");
  }

  @Test
  void an_empty_file() throws Exception {
    site.serve("/a.mp4", new byte[0]);

    fails(request("/a.mp4"), SOURCE_EMPTY, "no bytes");
  }

  @Test
  void a_file_that_is_truncated_at_its_origin() throws Exception {
    site.serve("/a.mkv", Arrays.copyOf(clip, clip.length / 2));

    fails(request("/a.mkv"), MEDIA_DAMAGED, "truncated");
  }

  @Test
  void a_transfer_that_is_always_truncated() throws Exception {
    site.serve("/a.mkv", clip).cutAfter(clip.length / 2).ignoringRanges();

    fails(request("/a.mkv"), SOURCE_CUT, "bytes");
  }

  @Test
  void random_bytes() throws Exception {
    byte[] noise = new byte[200_000];
    new Random(7).nextBytes(noise);
    site.serve("/a.mp4", noise).type("video/mp4");

    fails(request("/a.mp4"), NOT_MEDIA, "not video or audio");
  }

  @Test
  void a_picture() throws Exception {
    byte[] png = {
      (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
    };
    site.serve("/a.png", Arrays.copyOf(png, 500)).type("image/png");

    fails(request("/a.png"), NOT_MEDIA, "picture");
  }

  @Test
  void sound_alone_where_h264_is_asked_for() throws Exception {
    site.serve("/a.mka", SampleClip.of("matroska", "none", "opus").blind().bytes());

    fails(
        request("/a.mka").withVideoCodec(VideoCodec.H264),
        NO_VIDEO,
        "the option 'video codec' copy");
  }

  @Test
  void no_sound_where_aac_is_asked_for() throws Exception {
    site.serve("/a.mkv", SampleClip.of("matroska", "h264", "none").silent().bytes());

    fails(
        request("/a.mkv").withAudioCodec(AudioCodec.AAC),
        NO_AUDIO,
        "the option 'audio codec' copy");
    assertThat(finished(request("/a.mkv")).artifact().orElseThrow().plan()).isEqualTo("h264:copy");
  }

  @Test
  void a_codec_that_mp4_does_not_hold() throws Exception {
    site.serve("/a.mkv", SampleClip.of("matroska", "vp8", "none").silent().bytes());

    fails(request("/a.mkv"), CODEC_DOES_NOT_FIT, "the option 'video codec' auto, h264");
  }

  @Test
  void more_bytes_than_announced() throws Exception {
    site.serve("/a.mkv", clip).overlong(5_000);

    fails(request("/a.mkv"), SOURCE_OVERLONG, "more");
  }

  @Test
  void more_bytes_than_are_allowed() throws Exception {
    site.serve("/a.wav", new WavSource(60));

    fails(request("/a.wav"), SOURCE_TOO_LARGE, "5000000");
  }

  @Test
  void an_origin_that_falls_silent() throws Exception {
    SiteResource silent = site.serve("/a.mkv", clip);
    silent.stallAfter(clip.length / 2);

    fails(request("/a.mkv"), SOURCE_STALLED, "sent nothing for 800 ms");
  }

  private JobRequest request(String path) {
    return JobRequest.of(site.uri(path).toString());
  }

  private Job finished(JobRequest request) throws InterruptedException {
    return sluice.await(sluice.submit(request).id(), PATIENCE).orElseThrow();
  }

  private void fails(JobRequest request, FailureCode code, String words) throws Exception {
    Job job = finished(request);

    assertThat(job.status()).isEqualTo(JobStatus.FAILED);
    Job.Failure failure = job.failure().orElseThrow();
    assertThat(failure.code()).as(failure.sentence()).isEqualTo(code);
    assertThat(failure.sentence())
        .contains(words)
        .doesNotContain("hunter2")
        .doesNotContain("Exception")
        .doesNotContain("\n");
    assertThat(files()).isEmpty();
  }

  private List<String> files() {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(folder::relativize).map(Path::toString).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
