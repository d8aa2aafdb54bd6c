package dev.sluice.http.api.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.port.artifact.ArtifactStore;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.S3Options;
import dev.sluice.core.tenant.Secret;
import dev.sluice.http.api.RunningServer;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A storage that a job brings along. */
class JobStorageRoutesTest extends StorageRoutesFixture {
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
  void the_storage_of_a_job_has_options_too() {
    List<S3Options> opened = new CopyOnWriteArrayList<>();
    ArtifactStoreFactory recording =
        new ArtifactStoreFactory() {
          @Override
          public ArtifactStore of(BucketConfig settings) {
            opened.add(((BucketConfig.S3) settings).options());
            return stores.of(settings);
          }

          @Override
          public void tryOut(BucketConfig settings, ObjectPath path) {
            stores.tryOut(settings, path);
          }
        };
    try (RunningServer other = new RunningServer((sluice, keys) -> sluice.stores(recording))) {
      String more =
          ",\"provider\":\"s3\",\"session_token\":\"a-session-token\","
              + "\"addressing_style\":\"path\",\"server_side_encryption\":\"AES256\","
              + "\"checksum\":\"none\"}";
      String id =
          other
              .json("POST", "/jobs", job("talks").replaceFirst(",\"provider\":\"s3\"\\s*}", more))
              .get("job_id")
              .textValue();
      JsonNode finished = other.finished(id);

      assertThat(finished.get("status").textValue()).isEqualTo("Completed");
      assertThat(finished.toString()).doesNotContain("a-session-token");
      assertThat(opened)
          .isNotEmpty()
          .containsOnly(
              new S3Options(
                  Optional.of(Secret.of("a-session-token")),
                  S3Options.AddressingStyle.PATH,
                  Optional.of(S3Options.Encryption.SSE_S3),
                  S3Options.Checksums.NONE));
    }
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
            "The storage came with the job, and its keys were deleted; send the job again, with"
                + " the keys");
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
}
