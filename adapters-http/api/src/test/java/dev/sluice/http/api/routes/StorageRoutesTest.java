package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.memory.InMemoryDatabase;
import dev.sluice.http.api.RunningServer;
import dev.sluice.testkit.fake.PatchedDatabase;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageRoutesTest extends StorageRoutesFixture {
  @Test
  void without_settings_the_servers_storage_is_reported() {
    JsonNode reported = running.json("GET", "/user/s3", null);

    assertThat(reported.get("configured").booleanValue()).isFalse();
    assertThat(reported.get("source").textValue()).isEqualTo("default");
    assertThat(reported.get("endpoint").isNull()).isTrue();
  }

  @Test
  void settings_under_another_encryption_key_are_to_be_saved_again() {
    ReplacedBox box = new ReplacedBox();
    try (RunningServer other =
        new RunningServer(
            PatchedDatabase.of(new InMemoryDatabase())
                .tenantBuckets(new SealedStorages(box))
                .secrets(box),
            (sluice, keys) -> sluice.stores(stores),
            server -> server)) {
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
    JsonNode stored = running.json("POST", "/user/bucket", body("films", ""));
    JsonNode ours = running.finished(running.submitted());
    HttpResponse<byte[]> theirs =
        running.send(
            "POST",
            "/jobs",
            Map.of("x-api-key", running.otherKey.reveal()),
            "{\"url\":\"%s\"}".formatted(RunningServer.MEDIA).getBytes(StandardCharsets.UTF_8));

    assertThat(stored).isEqualTo(tree("{'message':'Bucket configuration updated successfully'}"));
    assertThat(ours.get("status").textValue()).isEqualTo("Completed");
    assertThat(ours.get("s3_key").textValue()).isEqualTo("videos/A talk.mp4");
    assertThat(ours.get("s3_url").textValue()).contains("s3.example:443/films");
    assertThat(names(films)).containsExactly("videos/A talk.mp4");
    assertThat(theirs.statusCode()).isEqualTo(201);
  }

  @Test
  void settings_are_shown_with_a_masked_key_and_without_the_secret() {
    JsonNode stored =
        running.json(
            "POST",
            "/user/s3",
            body("films", ",\"folder_prefix\":\"a/\",\"base_folder\":\"b\",\"region\":\"r-1\""));
    HttpResponse<byte[]> answer = running.call("GET", "/user/s3", null);
    JsonNode reported = RunningServer.tree(answer);

    assertThat(stored)
        .isEqualTo(
            tree(
                "{'message':'S3 storage configured successfully','provider':'s3',"
                    + "'container_or_bucket':'films','folder_prefix':'a/'}"));
    assertThat(reported.get("last_modified").longValue()).isPositive();
    assertThat(reported.get("access_key_masked").textValue()).isEqualTo("AKID****TEST");
    assertThat(reported.get("folder_prefix").textValue()).isEqualTo("a/");
    assertThat(reported.get("base_folder").textValue()).isEqualTo("b");
    assertThat(reported.get("region").textValue()).isEqualTo("r-1");
    assertThat(reported.get("source").textValue()).isEqualTo("api_key");
    assertThat(RunningServer.text(answer)).doesNotContain(ACCESS_KEY).doesNotContain(SECRET_KEY);
    assertThat(running.finished(running.submitted()).get("s3_key").textValue())
        .isEqualTo("a/b/A talk.mp4");
  }

  @Test
  void options_of_the_storage_are_kept_and_shown_without_the_session_token() {
    running.json(
        "POST",
        "/user/s3",
        body(
            "films",
            ",\"session_token\":\"a-session-token\",\"addressing_style\":\"virtual\","
                + "\"server_side_encryption\":\"aws:kms\",\"kms_key_id\":\"alias/films\","
                + "\"checksum\":\"md5\""));
    HttpResponse<byte[]> answer = running.call("GET", "/user/s3", null);
    JsonNode reported = RunningServer.tree(answer);
    running.json("POST", "/user/s3", body("films", ""));
    JsonNode usual = running.json("GET", "/user/s3", null);

    assertThat(reported.get("has_session_token").booleanValue()).isTrue();
    assertThat(reported.get("addressing_style").textValue()).isEqualTo("virtual");
    assertThat(reported.get("server_side_encryption").textValue()).isEqualTo("aws:kms");
    assertThat(reported.get("kms_key_id").textValue()).isEqualTo("alias/films");
    assertThat(reported.get("checksum").textValue()).isEqualTo("md5");
    assertThat(RunningServer.text(answer)).doesNotContain("a-session-token");
    assertThat(usual.get("has_session_token").booleanValue()).isFalse();
    assertThat(usual.get("addressing_style").textValue()).isEqualTo("auto");
    assertThat(usual.get("server_side_encryption").isNull()).isTrue();
    assertThat(usual.get("kms_key_id").isNull()).isTrue();
    assertThat(usual.get("checksum").textValue()).isEqualTo("crc32c");
  }

  @Test
  void options_that_no_storage_has_are_reported_at_once() {
    HttpResponse<byte[]> answer =
        running.call(
            "POST",
            "/user/s3",
            body(
                "films",
                ",\"session_token\":\"two words\",\"addressing_style\":\"dns\","
                    + "\"server_side_encryption\":\"AES128\",\"checksum\":\"sha1\""));
    HttpResponse<byte[]> keyAlone =
        running.call("POST", "/user/s3", body("films", ",\"kms_key_id\":\"alias/films\""));
    HttpResponse<byte[]> address =
        running.call(
            "POST",
            "/user/s3",
            body("films", ",\"addressing_style\":\"virtual\"")
                .replace("https://s3.example", "https://192.0.2.1"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(answer).get("violations"))
        .isEqualTo(
            tree(
                "[{'field':'session_token','message':'A session token must have 1 to 16,384 visible"
                    + " characters of ASCII, and no"
                    + " space'},{'field':'addressing_style','message':'addressing_style must be one"
                    + " of auto, path,"
                    + " virtual'},{'field':'server_side_encryption','message':'server_side_encryption"
                    + " must be AES256 or aws:kms'},{'field':'checksum','message':'checksum must be"
                    + " one of crc32c, md5, none'}]"));
    assertThat(RunningServer.text(answer)).doesNotContain("two words");
    assertThat(RunningServer.tree(keyAlone).get("violations"))
        .isEqualTo(
            tree(
                "[{'field':'kms_key_id','message':'kms_key_id needs server_side_encryption"
                    + " aws:kms'}]"));
    assertThat(RunningServer.tree(address).at("/violations/0/field").textValue())
        .isEqualTo("addressing_style");
    assertThat(running.json("GET", "/user/s3", null).get("configured").booleanValue()).isFalse();
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
  void what_does_not_work_is_reported_and_changes_nothing() {
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
  void everything_that_is_wrong_is_reported_at_once() {
    HttpResponse<byte[]> answer =
        running.call(
            "POST",
            "/user/s3",
            "{\"provider\":\"gcs\",\"endpoint\":\"s3.example\",\"region\":\"a"
                + " b\",\"access_key\":\"\",\"secret_key\":\"two"
                + " words\",\"folder_prefix\":\"/x\",\"base_folder\":\"..\"}");

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

  @ParameterizedTest
  @CsvSource({
    "https://s3.example, Bad_Bucket, bucket",
    "https://s3.example, UPPER, bucket",
    "https://s3.example, 10.0.0.1, bucket",
    "https://s3.example/films, films, endpoint",
    "https://films.s3.example, films, endpoint",
    "https://s3.example:0, films, endpoint",
    "https://s3.example:65616, films, endpoint",
  })
  void a_bucket_that_no_storage_has_is_reported(String endpoint, String bucket, String field) {
    HttpResponse<byte[]> answer =
        running.call(
            "POST",
            "/user/s3",
            "{\"endpoint\":\"%s\",\"bucket\":\"%s\",\"access_key\":\"a\",\"secret_key\":\"b\"}"
                .formatted(endpoint, bucket));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(RunningServer.tree(answer).get("violations").findValuesAsText("field"))
        .containsExactly(field);
  }

  @Test
  void a_wrong_type_is_reported_as_everywhere() {
    HttpResponse<byte[]> answer =
        running.call("POST", "/user/bucket", "{\"endpoint\":1,\"bucket\":true}");

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(RunningServer.text(answer))
        .contains("endpoint: expected a string, found an integer")
        .contains("bucket: expected a string, found a boolean");
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
}
