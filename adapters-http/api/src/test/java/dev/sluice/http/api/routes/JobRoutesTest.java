package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.http.api.RunningServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobRoutesTest extends JobRoutesFixture {
  @Test
  void a_job_is_taken_and_completes() {
    HttpResponse<byte[]> created =
        running.call(
            "POST", "/jobs", "{\"url\":\"" + RunningServer.MEDIA + "\",\"folder\":\"talks\"}");

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Content-Type")).contains("application/json");
    String id = RunningServer.tree(created).get("job_id").textValue();
    assertThat(UUID.fromString(id)).hasToString(id);

    JsonNode job = running.finished(id);
    assertThat(job.get("status").textValue()).isEqualTo("Completed");
    assertThat(job.get("step").textValue()).isEqualTo("Finished");
    assertThat(job.get("s3_key").textValue()).isEqualTo("videos/talks/A talk.mp4");
    assertThat(job.get("s3_url").textValue())
        .isEqualTo(
            "http://objects.example/files/videos/talks/A%20talk.mp4?expires=99&signature=23");
    assertThat(job.get("title").textValue()).isEqualTo("A talk");
    assertThat(job.get("file_size").longValue()).isEqualTo(100_000);
    assertThat(job.get("progress_percent").doubleValue()).isEqualTo(100);
    assertThat(job.get("bytes_downloaded").longValue()).isEqualTo(100_000);
    assertThat(job.get("plan").textValue()).isEqualTo("h264:copy aac:copy");
    assertThat(job.get("streams"))
        .hasToString(
            "[{\"kind\":\"video\",\"codec\":\"h264\",\"language\":null,\"title\":null,"
                + "\"disposition\":[],\"action\":\"copied\",\"target\":\"h264\",\"reason\":null},"
                + "{\"kind\":\"audio\",\"codec\":\"aac\",\"language\":null,\"title\":null,"
                + "\"disposition\":[],\"action\":\"copied\",\"target\":\"aac\",\"reason\":null}]");
    assertThat(job.get("missing")).isEmpty();
    assertThat(job.get("native_video_codec").textValue()).isEqualTo("h264");
    assertThat(job.get("webhook_status").textValue()).isEqualTo("no_webhook");
    assertThat(job.get("attempt").intValue()).isEqualTo(1);
    assertThat(job.get("finished_at").longValue())
        .isGreaterThanOrEqualTo(job.get("created_at").longValue());
    assertThat(job.get("error").isNull()).isTrue();
    assertThat(job.get("error_type").isNull()).isTrue();
  }

  @Test
  void every_field_of_a_job_is_there_before_anything_is_known() {
    running.fetcher.readGate().close();

    JsonNode job = running.json("GET", "/jobs/" + running.submitted(), null);

    JsonNode described = OpenApiRoutes.tree().at("/components/schemas/Job");
    assertThat(names(job))
        .isEqualTo(names(described.get("properties")))
        .isEqualTo(texts(described.get("required")));
    assertThat(job.get("s3_url").isNull()).isTrue();
    assertThat(job.get("finished_at").isNull()).isTrue();
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  @Test
  void the_request_is_echoed_without_credentials() {
    String id =
        running
            .json(
                "POST",
                "/jobs",
                """
                {"url":"https://anna:pass@media.example/talk.mp4?token=1","format":"MKV",
                 "video_codec":"h264","audio_codec":"opus","audio_bitrate":"128k",
                 "video_quality":0,"filename":"a/b c","folder":"x/y","overwrite":true,
                 "priority":-3,"unknown_field":{"is":"ignored"},"audio_only":false,
                 "max_resolution":"best","clip_start":null,"paused":false}
                """)
            .get("job_id")
            .textValue();

    JsonNode job = running.finished(id);
    assertThat(job.get("url").textValue()).isEqualTo("https://media.example/talk.mp4?token=1");
    assertThat(job.get("format").textValue()).isEqualTo("mkv");
    assertThat(job.get("video_codec").textValue()).isEqualTo("h264");
    assertThat(job.get("audio_codec").textValue()).isEqualTo("opus");
    assertThat(job.get("audio_bitrate").textValue()).isEqualTo("128k");
    assertThat(job.get("video_quality").intValue()).isZero();
    assertThat(job.get("filename").textValue()).isEqualTo("ab c");
    assertThat(job.get("folder").textValue()).isEqualTo("x/y");
    assertThat(job.get("overwrite").booleanValue()).isTrue();
    assertThat(job.get("priority").intValue()).isEqualTo(-3);
  }

  @Test
  void a_failure_of_the_content_is_a_warning_and_others_are_errors() {
    fails("https://a.example/page", FailureCode.NOT_MEDIA, "This is a web page");
    fails("https://a.example/gone", FailureCode.SOURCE_GONE, "The origin answered 410");

    JsonNode page = running.finished(submit("https://a.example/page"));
    assertThat(page.get("status").textValue()).isEqualTo("Failed");
    assertThat(page.get("error").textValue()).isEqualTo("This is a web page");
    assertThat(page.get("error_type").textValue()).isEqualTo("warning");
    assertThat(page.get("error_code").textValue()).isEqualTo("NOT_MEDIA");

    JsonNode gone = running.finished(submit("https://a.example/gone"));
    assertThat(gone.get("error_type").textValue()).isEqualTo("error");
  }

  @Test
  void the_list_is_newest_first_and_counts_with_and_without_the_filter() {
    fails("https://a.example/gone", FailureCode.SOURCE_GONE, "The origin answered 410");
    String first = running.submitted();
    running.finished(first);
    String failed = submit("https://a.example/gone");
    running.finished(failed);
    String last = running.submitted();
    running.finished(last);

    JsonNode all = running.json("GET", "/jobs", null);
    assertThat(ids(all)).containsExactly(last, failed, first);
    assertThat(all.get("total").intValue()).isEqualTo(3);
    assertThat(all.get("limit").intValue()).isEqualTo(20);
    assertThat(all.get("offset").intValue()).isZero();

    JsonNode only = running.json("GET", "/jobs?status=fAiLeD&limit=5000", null);
    assertThat(ids(only)).containsExactly(failed);
    assertThat(only.get("total").intValue()).isEqualTo(3);
    assertThat(only.get("total_filtered").intValue()).isEqualTo(1);
    assertThat(only.get("limit").intValue()).isEqualTo(100);

    assertThat(ids(running.json("GET", "/jobs?status=nonsense", null))).hasSize(3);
    assertThat(ids(running.json("GET", "/jobs?status=", null))).hasSize(3);
    assertThat(ids(running.json("GET", "/jobs?limit=1&offset=1", null))).containsExactly(failed);
    assertThat(ids(running.json("GET", "/jobs?offset=99999999999999999999", null))).isEmpty();

    List<String> names = new ArrayList<>();
    all.get("jobs").get(0).fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactly(
            "id",
            "url",
            "status",
            "s3_key",
            "error",
            "step",
            "created_at",
            "finished_at",
            "file_size",
            "retry_at",
            "last_error");
  }

  @Test
  void a_long_poll_returns_as_soon_as_the_job_is_over() throws Exception {
    running.fetcher.readGate().close();
    String id = running.submitted();
    running.fetcher.readGate().awaitArrival();
    JsonNode early = running.json("GET", "/jobs/" + id + "?wait=1", null);
    assertThat(early.get("status").textValue()).isEqualTo("Processing");

    Thread release = new Thread(() -> running.fetcher.readGate().open());
    release.start();
    JsonNode late = running.json("GET", "/jobs/" + id + "?wait=60", null);
    release.join();

    assertThat(late.get("status").textValue()).isEqualTo("Completed");
  }
}
