package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.Show;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.http.api.RunningServer;
import dev.sluice.testkit.fake.FakeShowExpander;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /jobs} with a show's URL. */
class ShowRoutesTest {
  private static final String SHOW = "https://shows.example/show";
  private static final String FEED = "https://feeds.example/feed.xml";

  private final FakeShowExpander expander =
      new FakeShowExpander(InstantSource.system())
          .offer(
              SHOW,
              Show.of(
                  "The show",
                  List.of(
                      episode("Three", "2026-03-01").without(page("Three"), "Three has no media"),
                      episode("Two", "2026-02-01"),
                      episode("One", "2026-01-31"))))
          .offer(FEED, Show.of("The feed", List.of(episode("Only", "2026-01-01"))));
  private final RunningServer running =
      new RunningServer(
          (builder, keys) -> builder.shows(expander).showTimeout(Duration.ofMillis(400)));

  @AfterEach
  void close() {
    expander.gate().open();
    running.close();
  }

  @Test
  void a_show_s_answer_carries_every_job_with_its_episode() {
    HttpResponse<byte[]> answer = post("{`url`:`SHOW`}");

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode body = RunningServer.tree(answer);
    assertThat(body.get("total_episodes").intValue()).isEqualTo(3);
    assertThat(body.get("paused").booleanValue()).isFalse();
    assertThat(body.get("episodes").findValuesAsText("title"))
        .containsExactly("Three", "Two", "One");
    assertThat(body.get("episodes").findValuesAsText("url"))
        .containsExactly(
            "https://pages.example/Three",
            "https://media.example/Two.mp3",
            "https://media.example/One.mp3");
    assertThat(body.get("episodes").findValuesAsText("job_id"))
        .isEqualTo(texts(body.get("episode_jobs")));
    assertThat(body.has("total_videos")).isFalse();

    JsonNode batch = running.json("GET", "/batch/" + body.get("batch_id").textValue(), null);
    assertThat(batch.get("show_url").textValue()).isEqualTo(SHOW);
    assertThat(batch.get("total_episodes").intValue()).isEqualTo(3);
    assertThat(batch.get("skipped_episodes").intValue()).isEqualTo(1);
  }

  @Test
  void a_job_knows_its_episode_and_a_skipped_one_its_reason() {
    JsonNode body = RunningServer.tree(post("{`url`:`SHOW`}"));

    JsonNode skipped = running.finished(body.get("episode_jobs").get(0).textValue());
    JsonNode stored = running.finished(body.get("episode_jobs").get(1).textValue());

    assertThat(skipped.get("status").textValue()).isEqualTo("Skipped");
    assertThat(skipped.get("error").textValue()).isEqualTo("Three has no media");
    assertThat(skipped.get("error_type").textValue()).isEqualTo("warning");
    assertThat(stored.get("status").textValue()).isEqualTo("Completed");
    assertThat(stored.get("title").textValue()).isEqualTo("Two");
    assertThat(stored.get("release_date").textValue()).isEqualTo("2026-02-01T00:00:00Z");
    assertThat(stored.get("show_title").textValue()).isEqualTo("The show");
    assertThat(stored.get("episode_number").intValue()).isEqualTo(2);
    assertThat(stored.get("s3_key").textValue()).endsWith("/Two.mp4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "`limit`:1 | Three",
        "`limit`:2,`order`:`oldest` | One,Two",
        "`since`:`2026-02-01` | Three,Two",
        "`until`:`2026-01-31` | One",
        "`since`:`2026-02-01T00:00:01Z` | Three",
        "`until`:`2026-02-01T01:00:00+01:00` | Two,One",
        "`feed_url`:`https://feeds.example/feed.xml` | Only",
      })
  void what_is_asked_for_is_taken(String fields, String titles) {
    JsonNode body = RunningServer.tree(post("{`url`:`SHOW`," + fields + "}"));

    assertThat(String.join(",", body.get("episodes").findValuesAsText("title"))).isEqualTo(titles);
  }

  @Test
  void a_feed_makes_a_show_of_any_url() {
    JsonNode body =
        RunningServer.tree(post("{`url`:`https://blog.example/about`,`feed_url`:`" + FEED + "`}"));

    assertThat(body.get("total_episodes").intValue()).isEqualTo(1);
  }

  @Test
  void a_paused_show_is_renamed_and_started() {
    JsonNode made = RunningServer.tree(post("{`url`:`SHOW`,`paused`:true}"));
    String batch = "/batch/" + made.get("batch_id").textValue();
    String two = made.get("episode_jobs").get(1).textValue();
    assertThat(made.get("paused").booleanValue()).isTrue();

    running.call(
        "PATCH",
        batch + "/jobs",
        "{\"renames\":[{\"job_id\":\"" + two + "\",\"filename\":\"Second\"}]}");
    JsonNode started = running.json("POST", batch + "/start", null);

    assertThat(started.get("started_jobs").intValue()).isEqualTo(2);
    assertThat(running.finished(two).get("s3_key").textValue()).endsWith("/Second.mp4");
  }

  @Test
  void a_playlist_is_told_in_both_ways() {
    expander.offer(
        "https://videos.example/list",
        new Show(
            Show.Kind.PLAYLIST,
            "A list",
            Optional.empty(),
            Optional.empty(),
            List.of(episode("One", "2026-01-01"))));

    JsonNode body = RunningServer.tree(post("{`url`:`https://videos.example/list`}"));

    assertThat(body.get("total_videos").intValue()).isEqualTo(1);
    assertThat(body.get("video_jobs")).isEqualTo(body.get("episode_jobs"));
  }

  @Test
  void a_repetition_with_its_key_gets_the_same_batch() {
    Map<String, String> headers =
        Map.of(
            "x-api-key", running.key.reveal(),
            "Content-Type", "application/json",
            "x-idempotency-key", "once");
    byte[] body = ("{\"url\":\"" + SHOW + "\"}").getBytes(StandardCharsets.UTF_8);

    JsonNode first = RunningServer.tree(running.send("POST", "/jobs", headers, body));
    JsonNode second = RunningServer.tree(running.send("POST", "/jobs", headers, body));

    assertThat(second.get("cached").booleanValue()).isTrue();
    assertThat(second.get("episodes")).isEqualTo(first.get("episodes"));
    assertThat(running.json("GET", "/dashboard/batches", null).get("batches")).hasSize(1);
  }

  @Test
  void a_show_that_takes_too_long_is_504_and_its_repetition_with_the_same_key_is_taken() {
    expander.gate().close();
    Map<String, String> headers =
        Map.of(
            "x-api-key", running.key.reveal(),
            "Content-Type", "application/json",
            "x-idempotency-key", "slow");
    byte[] body = ("{\"url\":\"" + SHOW + "\"}").getBytes(StandardCharsets.UTF_8);

    HttpResponse<byte[]> late = running.send("POST", "/jobs", headers, body);
    expander.gate().open();
    HttpResponse<byte[]> again = running.send("POST", "/jobs", headers, body);

    assertThat(late.statusCode()).isEqualTo(504);
    assertThat(late.headers().firstValue("Retry-After")).contains("5");
    assertThat(RunningServer.tree(late).get("code").textValue()).isEqualTo("SHOW_TIMEOUT");
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(RunningServer.tree(again).has("cached")).isFalse();
    assertThat(expander.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "SHOW_UNSUPPORTED, 422",
    "SHOW_NOT_FOUND, 404",
    "SHOW_GONE, 410",
    "SHOW_AMBIGUOUS, 422",
    "SHOW_EMPTY, 422",
    "FEED_INVALID, 422",
    "FEED_TOO_LARGE, 422",
    "SERVICE_LIMITED, 503",
    "SERVICE_REFUSED, 502",
    "SOURCE_BROKEN, 502",
    "ADDRESS_FORBIDDEN, 422",
  })
  void a_show_that_cannot_be_expanded_says_why_and_leaves_no_batch(FailureCode code, int status) {
    expander.refuse(SHOW, new SluiceException(code, "So it is"));

    HttpResponse<byte[]> answer = post("{`url`:`SHOW`}");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(RunningServer.tree(answer).get("error").textValue()).isEqualTo("So it is");
    assertThat(RunningServer.tree(answer).get("code").textValue()).isEqualTo(code.name());
    assertThat(running.json("GET", "/dashboard/batches", null).get("batches")).isEmpty();
    assertThat(running.json("GET", "/jobs", null).get("total").intValue()).isZero();
  }

  @Test
  void a_skipped_episode_that_still_has_no_media_is_not_tried_again() {
    JsonNode body = RunningServer.tree(post("{`url`:`SHOW`}"));

    HttpResponse<byte[]> answer =
        running.call(
            "POST", "/jobs/" + body.get("episode_jobs").get(0).textValue() + "/retry", null);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(RunningServer.tree(answer).get("error").textValue()).isEqualTo("Three has no media");
  }

  private HttpResponse<byte[]> post(String body) {
    return running.call("POST", "/jobs", body.replace("SHOW", SHOW).replace('`', '"'));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new java.util.ArrayList<>();
    array.forEach(item -> texts.add(item.textValue()));
    return texts;
  }

  private static SourceUrl page(String title) {
    return SourceUrl.parse("https://pages.example/" + title);
  }

  private static ShowEpisode episode(String title, String day) {
    return ShowEpisode.of(title, title, SourceUrl.parse("https://media.example/" + title + ".mp3"))
        .publishedAt(Instant.parse(day + "T00:00:00Z"));
  }
}
