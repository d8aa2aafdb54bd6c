package dev.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.shows.testing.FakeApple;
import dev.sluice.shows.testing.FakeSpotify;
import dev.sluice.shows.testing.FeedSite;
import dev.sluice.shows.testing.FeedText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shows of every service, asked of a server as its operator runs it. */
class ServedShowsTest {
  private static final String SHOW = "4rOoJ6Egrf8K2IrywzwOMk";
  private static final String SPOTIFY = "https://open.spotify.com/show/" + SHOW;
  private static final String APPLE = "https://podcasts.apple.com/us/podcast/x/id1";

  @TempDir Path folder;

  private final FakeApple apple = FakeApple.start();
  private final FakeSpotify spotify = FakeSpotify.start();
  private final FeedSite feeds = FeedSite.start();
  private ServerProcess server;

  @BeforeEach
  void start() throws Exception {
    feeds.site().serve("/a.mp3", SampleClip.of("mp3", "", "mp3").bytes()).type("audio/mpeg");
    String media = feeds.url("/a.mp3").text();
    feeds.serve(
        "/way.xml",
        FeedText.rss("The Long Way")
            .item("g1", "Departure", media, "<pubDate>Tue, 05 Mar 2024 06:00:00 GMT</pubDate>")
            .item("g2", "Harbour", media, "<pubDate>Tue, 12 Mar 2024 06:00:00 GMT</pubDate>"));
    apple.show("1", "The Long Way", feeds.url("/way.xml").text());
    spotify
        .show(SHOW, "The Long Way", "Harbour Radio")
        .episode(SHOW, "0000000000000000000003", "Only there", "2024-03-19", Duration.ofHours(1))
        .episode(SHOW, "0000000000000000000002", "Harbour", "2024-03-12", Duration.ofSeconds(2))
        .episode(SHOW, "0000000000000000000001", "Departure", "2024-03-05", Duration.ofSeconds(2));
    server =
        ServerProcess.on(
            folder.resolve("data"),
            "--apple-url=" + apple.address(),
            "--spotify-api-url=" + spotify.api(),
            "--spotify-token-url=" + spotify.tokenUrl(),
            "--spotify-oembed-url=" + spotify.oembed(),
            "--spotify-client-id=" + FakeSpotify.CLIENT_ID,
            "--spotify-client-secret=" + FakeSpotify.CLIENT_SECRET);
  }

  @AfterEach
  void stop() {
    server.close();
    feeds.close();
    spotify.close();
    apple.close();
  }

  private JsonNode asked(String url, int status) {
    return server.posted(
        "/jobs", "{\"url\":\"%s\",\"format\":\"m4a\",\"folder\":\"way\"}".formatted(url), status);
  }

  private List<String> ended(JsonNode accepted) {
    List<String> ends = new ArrayList<>();
    for (JsonNode id : accepted.path("episode_jobs")) {
      JsonNode job = server.ended(id.asText());
      ends.add(job.path("title").asText() + ": " + job.path("status").asText());
    }
    return ends;
  }

  @Test
  void what_spotify_lists_becomes_a_batch_and_what_no_feed_has_is_skipped() {
    JsonNode accepted = asked(SPOTIFY, 201);

    assertThat(ended(accepted))
        .containsExactly("Only there: Skipped", "Harbour: Completed", "Departure: Completed");
    JsonNode batch = server.got("/batch/" + accepted.path("batch_id").asText());
    assertThat(batch.path("status").asText()).isEqualTo("finished");
    assertThat(batch.path("skipped_episodes").asInt()).isEqualTo(1);
    JsonNode skipped = server.job(accepted.path("episode_jobs").get(0).asText());
    assertThat(skipped.path("error").asText()).contains("Only there");
    JsonNode harbour = server.job(accepted.path("episode_jobs").get(1).asText());
    assertThat(harbour.path("s3_key").asText()).isEqualTo("videos/way/Harbour.m4a");
    assertThat(server.bytesBehind(harbour.path("s3_url").asText())).isNotEmpty();
  }

  @Test
  void a_show_on_apple_is_its_feed() {
    assertThat(ended(asked(APPLE, 201)))
        .containsExactly("Harbour: Completed", "Departure: Completed");
  }

  @Test
  void a_show_that_no_feed_is_known_for_leaves_no_batch() {
    apple.show("2", "Another Way", feeds.url("/nothing.xml").text());
    String closedShow = "0000000000000000000009";
    spotify
        .show(closedShow, "Closed", "Nobody")
        .episode(closedShow, "0000000000000000000008", "In", "2024-03-19", Duration.ofHours(1));

    JsonNode closed = asked("https://open.spotify.com/show/" + closedShow, 422);
    JsonNode gone = asked(APPLE.replace("id1", "id2"), 404);

    assertThat(closed.path("code").asText()).isEqualTo("SHOW_UNSUPPORTED");
    assertThat(gone.path("code").asText()).isEqualTo("SHOW_NOT_FOUND");
    assertThat(server.got("/dashboard/jobs").path("jobs")).isEmpty();
  }
}
