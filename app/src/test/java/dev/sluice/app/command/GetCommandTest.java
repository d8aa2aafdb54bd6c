package dev.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.shows.testing.FakeApple;
import dev.sluice.shows.testing.FakeSpotify;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code get} and {@code probe} with the real fetcher, transcoder and folder. */
class GetCommandTest {
  private static byte[] clip;

  @TempDir Path folder;
  private LoopbackSite site;

  @BeforeAll
  static void make() {
    clip = SampleClip.of("matroska", "h264", "vorbis").bytes();
  }

  @BeforeEach
  void open() {
    site = LoopbackSite.start();
    site.serve("/clip.mkv", clip);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private CommandRun get(String... more) {
    return CommandRun.in(
        folder,
        Stream.concat(Stream.of("get", "--allow-networks=127.0.0.0/8"), Stream.of(more))
            .toArray(String[]::new));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void the_result_lies_right_in_the_folder_and_its_path_alone_is_printed() throws Exception {
    CommandRun run = get("-o", "out", site.uri("/clip.mkv").toString());

    assertThat(run.err().lines()).hasSize(1).first().asString().startsWith("encoded: audio vorbis");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("out/clip.mp4\n");
    assertThat(files()).containsExactly("out/clip.mp4");

    JsonNode facts =
        new ObjectMapper().readTree(CommandRun.in(folder, "probe", "--json", "out/clip.mp4").out());
    assertThat(facts.path("format").asText()).contains("mp4");
    assertThat(facts.path("streams").get(0).path("codec").asText()).isEqualTo("h264");
    assertThat(facts.path("streams").get(1).path("codec").asText()).isEqualTo("aac");
    assertThat(facts.path("duration_seconds").asDouble()).isBetween(1.9, 2.1);
  }

  @Test
  void a_dry_run_says_what_would_become_of_each_stream_and_stores_nothing() throws Exception {
    CommandRun run = get("--dry-run", "--format=m4a", site.uri("/clip.mkv").toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .hasSize(3)
        .satisfies(line -> assertThat(line).startsWith("dropped: video h264"), atIndex(0))
        .satisfies(line -> assertThat(line).startsWith("encoded: audio vorbis to aac"), atIndex(1))
        .satisfies(line -> assertThat(line).startsWith("about "), atIndex(2));
    assertThat(files()).isEmpty();
  }

  @Test
  void a_dry_run_of_what_does_not_fit_fails_with_the_sentence() throws Exception {
    CommandRun run = get("--dry-run", "--format=webm", site.uri("/clip.mkv").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("sluice: webm cannot hold h264 video");
    assertThat(files()).isEmpty();
  }

  @Test
  void without_a_folder_the_working_directory_is_meant() throws Exception {
    CommandRun run =
        get("--format=mkv", "--filename=a talk", "--folder=x/y", site.uri("/clip.mkv").toString());

    assertThat(run.out()).isEqualTo("x/y/a talk.mkv\n");
    assertThat(files()).containsExactly("x/y/a talk.mkv");
  }

  @Test
  void a_name_that_is_taken_gets_a_number_unless_it_is_to_be_replaced() throws Exception {
    String url = site.uri("/clip.mkv").toString();
    get(url);

    assertThat(get(url).out()).isEqualTo("clip (2).mp4\n");
    assertThat(get("--overwrite", url).out()).isEqualTo("clip.mp4\n");
    assertThat(files()).containsExactly("clip (2).mp4", "clip.mp4");
  }

  @Test
  void a_source_that_is_not_there_is_a_sentence_and_nothing_is_left() throws Exception {
    CommandRun run = get("-o", "out", site.uri("/nothing.mkv") + "?token=topsecret");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1).first().asString().contains("404");
    assertThat(run.err()).doesNotContain("topsecret");
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing.mkv", "/half.mkv"})
  void a_failure_leaves_no_folder_that_it_made_itself(String source) throws Exception {
    site.serve("/half.mkv", Arrays.copyOf(clip, clip.length * 9 / 10));
    Files.createDirectories(folder.resolve("mine/own"));

    for (String out : List.of("out/deep", "mine/new", "mine/own")) {
      CommandRun run = get("-o", out, "--folder=x/y", site.uri(source).toString());
      assertThat(run.exitCode()).isEqualTo(1);
    }

    try (Stream<Path> left = Files.walk(folder)) {
      assertThat(left.map(path -> folder.relativize(path).toString()))
          .containsExactlyInAnyOrder("", "mine", "mine/own");
    }
  }

  @Test
  void a_web_page_is_no_media() throws Exception {
    site.serve("/page", "<html><body>Hello</body></html>".getBytes(StandardCharsets.UTF_8))
        .type("text/html");

    CommandRun run = get(site.uri("/page").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(files()).isEmpty();
  }

  @Test
  void the_guard_holds_here_too() throws Exception {
    CommandRun run = CommandRun.in(folder, "get", site.uri("/clip.mkv").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("private or reserved address");
    assertThat(site.requests()).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void one_episode_on_a_service_is_found_in_its_shows_feed() throws Exception {
    try (FakeApple apple = FakeApple.start();
        FakeSpotify spotify = FakeSpotify.start();
        FeedSite feeds = FeedSite.start()) {
      publish(apple, spotify, feeds);

      CommandRun one =
          get("--apple-url=" + apple.address(), "https://podcasts.apple.com/us/podcast/x/id1?i=2");
      CommandRun other =
          get(
              "--apple-url=" + apple.address(),
              "--spotify-api-url=" + spotify.api(),
              "--spotify-token-url=" + spotify.tokenUrl(),
              "--spotify-client-id=" + FakeSpotify.CLIENT_ID,
              "--spotify-client-secret=" + FakeSpotify.CLIENT_SECRET,
              "https://open.spotify.com/episode/" + EPISODE);

      assertThat(one.err()).startsWith("encoded: audio vorbis to aac").isEqualTo(other.err());
      assertThat(files()).containsExactly("Harbour (2).mp4", "Harbour.mp4");
    }
  }

  @Test
  void a_whole_show_is_answered_with_the_way_out() {
    try (FakeApple apple = FakeApple.start();
        FakeSpotify spotify = FakeSpotify.start();
        FeedSite feeds = FeedSite.start()) {
      publish(apple, spotify, feeds);

      CommandRun run =
          get("--apple-url=" + apple.address(), "https://podcasts.apple.com/us/podcast/x/id1");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("a show with 2 episodes").contains("give the URL of one");
    }
  }

  private static final String EPISODE = "0000000000000000000002";

  private void publish(FakeApple apple, FakeSpotify spotify, FeedSite feeds) {
    String media = site.uri("/clip.mkv").toString();
    feeds.serve(
        "/way.xml",
        FeedText.rss("The Long Way")
            .item("g1", "Departure", site.uri("/other.mkv").toString())
            .item("g2", "Harbour", media, "<pubDate>Tue, 12 Mar 2024 06:00:00 GMT</pubDate>"));
    apple
        .show("1", "The Long Way", feeds.url("/way.xml").text())
        .episode("1", "2", "Harbour", "g2", media);
    spotify
        .show("4rOoJ6Egrf8K2IrywzwOMk", "The Long Way", "Harbour Radio")
        .episode("4rOoJ6Egrf8K2IrywzwOMk", EPISODE, "Harbour", "2024-03-12", Duration.ofSeconds(2));
  }

  @Test
  void probe_shows_a_table() {
    CommandRun run =
        CommandRun.in(
            folder, "probe", "--allow-networks=127.0.0.1", site.uri("/clip.mkv").toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .startsWith("matroska,webm, 2")
        .contains("STREAM  KIND", "video  h264", "audio  vorbis", "160x120, 25 fps");
  }

  @Test
  void probe_tells_of_a_file_that_is_not_there() {
    CommandRun run = CommandRun.in(folder, "probe", "missing.mp4");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo(
            "sluice: There is no file %s; check the path\n"
                .formatted(folder.resolve("missing.mp4")));
  }

  @Test
  void a_sentence_names_the_options_of_get_and_not_the_fields_of_the_http_api() {
    site.serve("/cut.mkv", Arrays.copyOf(clip, clip.length * 9 / 10));
    String url = site.uri("/cut.mkv").toString();

    assertThat(get(url).err()).contains("or set --allow-incomplete to").doesNotContain("_");
    assertThat(get("--clip-start=3600", site.uri("/clip.mkv").toString()).err())
        .startsWith("sluice: --clip-start is 01:00:00");
    assertThat(CommandRun.in(folder, "probe", "--allow-networks=127.0.0.0/8", url).err())
        .doesNotContain("incomplete");
  }
}
