package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.job.Secret;
import dev.sluice.core.job.StorageSettings;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.memory.InMemoryArtifactStores;
import dev.sluice.core.request.ObjectPath;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StorageRoutesTest {
  private static final String ACCESS_KEY = "AKIDOFTHISTEST";
  private static final String SECRET_KEY = "a-secret-of-this-test";

  private final InMemoryArtifactStores stores = new InMemoryArtifactStores();
  private final InMemoryArtifactStore films = stores.make(settings("films"));
  private final InMemoryArtifactStore talks = stores.make(settings("talks"));
  private final RunningServer running = new RunningServer((sluice, keys) -> sluice.stores(stores));

  @AfterEach
  void stop() {
    running.close();
    films.requireNoOpenSink();
    talks.requireNoOpenSink();
  }

  private static StorageSettings settings(String bucket) {
    return new StorageSettings(
        URI.create("https://s3.example"),
        "us-east-1",
        bucket,
        Secret.of(ACCESS_KEY),
        Secret.of(SECRET_KEY),
        "",
        "videos");
  }

  private static String body(String bucket, String more) {
    return """
        {"endpoint":"https://s3.example","bucket":"%s","access_key":"%s","secret_key":"%s"%s}
        """
        .formatted(bucket, ACCESS_KEY, SECRET_KEY, more);
  }

  private static String job(String bucket) {
    return "{\"url\":\"%s\",\"storage\":%s}"
        .formatted(RunningServer.MEDIA, body(bucket, ",\"provider\":\"s3\""));
  }

  private static List<String> names(InMemoryArtifactStore bucket) {
    return bucket.names().stream().map(ObjectPath::value).toList();
  }

  private String submitted(String body) {
    return running.json("POST", "/jobs", body).get("job_id").textValue();
  }

  @Test
  void without_settings_the_servers_storage_is_told() {
    JsonNode told = running.json("GET", "/user/s3", null);

    assertThat(told.get("configured").booleanValue()).isFalse();
    assertThat(told.get("source").textValue()).isEqualTo("default");
    assertThat(told.get("endpoint").isNull()).isTrue();
  }

  @Test
  void settings_under_another_encryption_key_are_to_be_saved_again() {
    ReplacedBox box = new ReplacedBox();
    try (RunningServer other =
        new RunningServer(
            (sluice, keys) ->
                sluice.stores(stores).ownerStorages(new SealedStorages(box)).secrets(box))) {
      other.json("POST", "/user/s3", body("films", ""));
      box.replace();

      HttpResponse<byte[]> shown = other.call("GET", "/user/s3", null);
      JsonNode job = other.finished(other.submitted());
      HttpResponse<byte[]> saved = other.call("POST", "/user/s3", body("films", ""));

      assertThat(shown.statusCode()).isEqualTo(400);
      assertThat(RunningServer.tree(shown).get("code").textValue()).isEqualTo("SECRET_UNREADABLE");
      assertThat(RunningServer.tree(shown).get("error").textValue())
          .contains("another encryption key")
          .contains("POST /user/s3");
      assertThat(job.get("status").textValue()).isEqualTo("Failed");
      assertThat(job.get("error").textValue()).contains("save them again");
      assertThat(saved.statusCode()).isEqualTo(200);
      assertThat(other.json("GET", "/user/s3", null).get("configured").booleanValue()).isTrue();
    }
  }

  @Test
  void a_bucket_is_tried_and_kept_and_takes_the_jobs_of_its_key_alone() {
    JsonNode kept = running.json("POST", "/user/bucket", body("films", ""));
    JsonNode ours = running.finished(running.submitted());
    HttpResponse<byte[]> theirs =
        running.send(
            "POST",
            "/jobs",
            Map.of("x-api-key", running.otherKey.reveal()),
            "{\"url\":\"%s\"}".formatted(RunningServer.MEDIA).getBytes(StandardCharsets.UTF_8));

    assertThat(kept).isEqualTo(tree("{'message':'Bucket configuration updated successfully'}"));
    assertThat(ours.get("status").textValue()).isEqualTo("Completed");
    assertThat(ours.get("s3_key").textValue()).isEqualTo("videos/A talk.mp4");
    assertThat(ours.get("s3_url").textValue()).contains("s3.example:443/films");
    assertThat(names(films)).containsExactly("videos/A talk.mp4");
    assertThat(theirs.statusCode()).isEqualTo(201);
  }

  @Test
  void settings_are_shown_with_a_masked_key_and_without_the_secret() {
    JsonNode kept =
        running.json(
            "POST",
            "/user/s3",
            body("films", ",\"folder_prefix\":\"a/\",\"base_folder\":\"b\",\"region\":\"r-1\""));
    HttpResponse<byte[]> answer = running.call("GET", "/user/s3", null);
    JsonNode told = RunningServer.tree(answer);

    assertThat(kept)
        .isEqualTo(
            tree(
                "{'message':'S3 storage configured successfully','provider':'s3',"
                    + "'container_or_bucket':'films','folder_prefix':'a/'}"));
    assertThat(told.get("last_modified").longValue()).isPositive();
    assertThat(told.get("access_key_masked").textValue()).isEqualTo("AKID****TEST");
    assertThat(told.get("folder_prefix").textValue()).isEqualTo("a/");
    assertThat(told.get("base_folder").textValue()).isEqualTo("b");
    assertThat(told.get("region").textValue()).isEqualTo("r-1");
    assertThat(told.get("source").textValue()).isEqualTo("api_key");
    assertThat(RunningServer.text(answer)).doesNotContain(ACCESS_KEY).doesNotContain(SECRET_KEY);
    assertThat(running.finished(running.submitted()).get("s3_key").textValue())
        .isEqualTo("a/b/A talk.mp4");
  }

  @Test
  void a_reset_leads_new_jobs_home_and_old_objects_stay_within_reach() {
    running.json("POST", "/user/s3", body("films", ""));
    String before = running.submitted();
    running.finished(before);

    assertThat(running.json("DELETE", "/user/s3", null))
        .isEqualTo(tree("{'message':'S3 storage configuration reset to default'}"));
    assertThat(running.json("DELETE", "/user/bucket", null))
        .isEqualTo(tree("{'message':'Bucket configuration reset to default'}"));
    JsonNode after = running.finished(running.submitted());

    assertThat(after.get("s3_url").textValue()).contains("/files/");
    assertThat(running.finished(before).get("s3_url").textValue()).contains("/films");
    running.json("DELETE", "/jobs/" + before + "/file", null);
    assertThat(names(films)).isEmpty();
  }

  @Test
  void what_does_not_work_is_told_and_changes_nothing() {
    running.json("POST", "/user/s3", body("films", ""));

    HttpResponse<byte[]> answer = running.call("POST", "/user/s3", body("nowhere", ""));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(answer).get("error").textValue())
        .isEqualTo(
            "Verification failed: There is no bucket 'nowhere' at s3.example; create it or name"
                + " another.");
    assertThat(RunningServer.tree(answer).get("code").textValue()).isEqualTo("STORE_MISSING");
    assertThat(running.json("GET", "/user/s3", null).get("container_or_bucket").textValue())
        .isEqualTo("films");
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    HttpResponse<byte[]> answer =
        running.call(
            "POST",
            "/user/s3",
            "{\"provider\":\"gcs\",\"endpoint\":\"s3.example\",\"region\":\"a b\",\"access_key\":\"\","
                + "\"secret_key\":\"two words\",\"folder_prefix\":\"/x\",\"base_folder\":\"..\"}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(answer).get("violations").findValuesAsText("field"))
        .containsExactly(
            "provider",
            "endpoint",
            "bucket",
            "region",
            "access_key",
            "secret_key",
            "folder_prefix",
            "base_folder");
    assertThat(RunningServer.text(answer)).doesNotContain("two words");
  }

  @Test
  void a_wrong_type_is_told_as_everywhere() {
    HttpResponse<byte[]> answer =
        running.call("POST", "/user/bucket", "{\"endpoint\":1,\"bucket\":true}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(RunningServer.text(answer))
        .contains("endpoint: expected a string, found an integer")
        .contains("bucket: expected a string, found a boolean");
  }

  @Test
  void a_job_brings_its_storage_and_nothing_of_it_is_kept_but_a_link() {
    running.json("POST", "/user/s3", body("films", ""));

    String id = submitted(job("talks"));
    running.finished(id);
    HttpResponse<byte[]> answer = running.call("GET", "/jobs/" + id, null);

    assertThat(names(talks)).containsExactly("videos/A talk.mp4");
    assertThat(names(films)).isEmpty();
    assertThat(RunningServer.tree(answer).get("s3_key").textValue()).isEqualTo("videos/A talk.mp4");
    assertThat(RunningServer.tree(answer).get("s3_url").textValue()).contains("/talks");
    assertThat(RunningServer.text(answer)).doesNotContain(ACCESS_KEY).doesNotContain(SECRET_KEY);
  }

  @Test
  void a_bulk_shares_the_storage_that_it_brings() {
    JsonNode made =
        running.json(
            "POST",
            "/jobs/bulk",
            "{\"jobs\":[{\"url\":\"%s\",\"filename\":\"one\"},{\"url\":\"%s\",\"filename\":\"two\"}],\"storage\":%s}"
                .formatted(
                    RunningServer.MEDIA,
                    RunningServer.MEDIA,
                    body("talks", ",\"provider\":\"s3\"")));
    made.get("job_ids").forEach(id -> running.finished(id.textValue()));

    assertThat(names(talks)).containsExactly("videos/one.mp4", "videos/two.mp4");
  }

  @Test
  void a_bulk_tells_what_is_wrong_with_its_storage_once() {
    HttpResponse<byte[]> answer =
        running.call(
            "POST",
            "/jobs/bulk",
            "{\"jobs\":[{\"url\":\"%s\"},{\"url\":\"%s\"}],\"storage\":{\"provider\":\"s3\",\"bucket\":\"films\",\"access_key\":\"a\",\"secret_key\":\"b\"}}"
                .formatted(RunningServer.MEDIA, RunningServer.MEDIA));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(answer).get("violations"))
        .isEqualTo(tree("[{'field':'storage.endpoint','message':'storage.endpoint is required'}]"));
  }

  @Test
  void a_job_whose_storage_makes_no_sense_is_refused_with_all_reasons() {
    HttpResponse<byte[]> answer =
        running.call("POST", "/jobs", "{\"priority\":99,\"storage\":{\"endpoint\":\"ftp://x\"}}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(answer).get("violations").findValuesAsText("field"))
        .containsExactly(
            "url",
            "storage.provider",
            "storage.endpoint",
            "storage.bucket",
            "storage.access_key",
            "storage.secret_key",
            "priority");
  }

  @Test
  void a_job_fails_with_a_sentence_about_its_own_storage_and_cannot_be_retried() {
    String id = submitted(job("nowhere"));

    JsonNode failed = running.finished(id);
    HttpResponse<byte[]> retried = running.call("POST", "/jobs/" + id + "/retry", null);

    assertThat(failed.get("status").textValue()).isEqualTo("Failed");
    assertThat(failed.get("error").textValue())
        .isEqualTo("There is no bucket 'nowhere' at s3.example; create it or name another.");
    assertThat(retried.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(retried).get("error").textValue())
        .isEqualTo(
            "The storage came with the job and its keys were not kept; send the job again, with"
                + " them");
  }

  @Test
  void the_file_of_a_job_with_its_own_storage_is_its_owners_to_delete() {
    String id = submitted(job("talks"));
    running.finished(id);

    HttpResponse<byte[]> answer = running.call("DELETE", "/jobs/" + id + "/file", null);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(answer).get("error").textValue())
        .startsWith("The storage came with the job, and its keys were wiped");
    assertThat(names(talks)).hasSize(1);
  }

  @Test
  void a_server_that_opens_no_storage_says_so() {
    try (RunningServer plain = new RunningServer()) {
      for (String path : List.of("/jobs", "/user/s3")) {
        HttpResponse<byte[]> answer =
            plain.call("POST", path, path.equals("/jobs") ? job("talks") : body("talks", ""));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RunningServer.tree(answer).at("/violations/0/field").textValue())
            .isEqualTo("storage");
      }
    }
  }

  @Test
  void a_short_access_key_is_masked_whole() {
    assertThat(StorageRoutes.masked("AKID1234")).isEqualTo("****");
    assertThat(StorageRoutes.masked("AKIAIOSFODNN7EXAMPLE")).isEqualTo("AKIA****MPLE");
  }

  private static JsonNode tree(String json) {
    return Json.tree(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
