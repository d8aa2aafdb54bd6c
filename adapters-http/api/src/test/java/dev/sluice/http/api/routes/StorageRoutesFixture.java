package dev.sluice.http.api.routes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.memory.InMemoryArtifactStore;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import dev.sluice.http.api.RunningServer;
import dev.sluice.http.api.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** An API with storages that keys and jobs may bring along. */
abstract class StorageRoutesFixture {
  static final String ACCESS_KEY = "AKIDOFTHISTEST";
  static final String SECRET_KEY = "a-secret-of-this-test";

  final InMemoryArtifactStore.Factory stores = new InMemoryArtifactStore.Factory();
  final InMemoryArtifactStore films = stores.make(settings("films"));
  final InMemoryArtifactStore talks = stores.make(settings("talks"));
  final RunningServer running = new RunningServer((sluice, keys) -> sluice.stores(stores));

  @AfterEach
  void stop() {
    running.close();
    films.requireNoOpenSink();
    talks.requireNoOpenSink();
  }

  static BucketConfig.S3 settings(String bucket) {
    return new BucketConfig.S3(
        URI.create("https://s3.example"),
        "us-east-1",
        bucket,
        Secret.of(ACCESS_KEY),
        Secret.of(SECRET_KEY),
        "",
        "videos");
  }

  static String body(String bucket, String more) {
    return """
    {"endpoint":"https://s3.example","bucket":"%s","access_key":"%s","secret_key":"%s"%s}
    """
        .formatted(bucket, ACCESS_KEY, SECRET_KEY, more);
  }

  static String job(String bucket) {
    return "{\"url\":\"%s\",\"storage\":%s}"
        .formatted(RunningServer.MEDIA, body(bucket, ",\"provider\":\"s3\""));
  }

  static List<String> names(InMemoryArtifactStore bucket) {
    return bucket.names().stream().map(ObjectPath::value).toList();
  }

  String submitted(String body) {
    return running.json("POST", "/jobs", body).get("job_id").textValue();
  }

  static JsonNode tree(String json) {
    return Json.tree(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
