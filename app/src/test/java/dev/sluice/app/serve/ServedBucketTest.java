package dev.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.app.journey.WavSource;
import dev.sluice.storage.s3.S3ProxyFixture;
import dev.sluice.storage.s3.credentials.FakeAws;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose bucket is in S3: a real S3 API with the bucket's name in that of the host. */
class ServedBucketTest {
  private static final String HOST = "s3.test";
  private static final String BUCKET_HOST = S3ProxyFixture.BUCKET + "." + HOST;

  private static final String FIRST = "ASIAFIRST";
  private static final String SECOND = "ASIASECOND";

  /** More than one part: 192,000 bytes each second. */
  private static final int SECONDS = 90;

  private static final FakeAws AWS = new FakeAws();
  private static final OkHttpClient READER =
      new OkHttpClient.Builder().dns(S3ProxyFixture::loopback).build();

  @TempDir static Path folder;
  private static LoopbackSite site;
  private static S3ProxyFixture s3;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws IOException {
    site = LoopbackSite.start();
    site.serve("/short.wav", new WavSource(1)).type("audio/wav");
    site.serve("/long.wav", new WavSource(SECONDS)).type("audio/wav");
    s3 = S3ProxyFixture.atHost(HOST, Files.createDirectory(folder.resolve("bucket")));
    // These end so soon that the server asks for others before each request.
    give(FIRST, InstantSource.system().instant().plusSeconds(5));
    Path hosts = folder.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 " + HOST + " " + BUCKET_HOST + " localhost\n");
    server =
        ServerProcess.on(
            folder.resolve("data"),
            List.of(
                "env",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI=" + AWS.url() + FakeAws.CONTAINER_PATH,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN=" + FakeAws.CONTAINER_TOKEN),
            List.of("-Djdk.net.hosts.file=" + hosts),
            "--s3-endpoint=" + s3.endpoint(),
            "--s3-bucket=" + S3ProxyFixture.BUCKET,
            "--s3-addressing-style=virtual");
  }

  @AfterAll
  static void stop() {
    server.close();
    s3.close();
    site.close();
    AWS.close();
    READER.connectionPool().evictAll();
  }

  private static void give(String accessKey, Instant end) {
    s3.accept(accessKey, "secret-of-" + accessKey);
    AWS.secretKey = "secret-of-" + accessKey;
    AWS.sessionToken = "token-of-" + accessKey;
    AWS.accessKey = accessKey;
    AWS.expiration = end;
  }

  private static byte[] bytesBehind(URI link) throws IOException {
    try (Response response =
        READER.newCall(new Request.Builder().url(link.toString()).build()).execute()) {
      assertThat(response.code()).isEqualTo(200);
      return response.body().bytes();
    }
  }

  private static JsonNode completed(String id) {
    JsonNode job = server.ended(id);
    assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("Completed");
    return job;
  }

  private static String wav(URI source, String name, String more) {
    return server
        .posted(
            "/jobs",
            "{\"url\":\"%s\",\"filename\":\"%s\",\"format\":\"mkv\"%s}"
                .formatted(source, name, more),
            201)
        .path("job_id")
        .asText();
  }

  @Test
  void jobs_complete_before_and_after_the_credentials_of_the_role_are_replaced() throws Exception {
    String before = wav(site.uri("/short.wav"), "before", "");
    assertThat(completed(before).path("s3_url").asText())
        .startsWith("http://" + BUCKET_HOST + ":")
        .contains("X-Amz-Security-Token=token-of-" + FIRST);

    give(SECOND, InstantSource.system().instant().plus(Duration.ofHours(6)));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(server.status("/ready")).isEqualTo(200);
              assertThat(s3.signers()).contains(SECOND);
            });
    s3.reject(FIRST);
    String after = wav(site.uri("/long.wav"), "after", "");
    JsonNode job = completed(after);

    assertThat(job.path("file_size").asLong()).isGreaterThan(SECONDS * 192_000);
    assertThat(bytesBehind(URI.create(job.path("s3_url").asText())))
        .isEqualTo(s3.read("videos/after.mkv"));
    assertThat(s3.unfinishedUploads()).isEmpty();
    // A link is signed again at each call, so it works with the next keys.
    assertThat(bytesBehind(URI.create(server.job(before).path("s3_url").asText())))
        .isEqualTo(s3.read("videos/before.mkv"));
  }

  @Test
  void a_tenant_stores_in_a_bucket_whose_name_is_in_that_of_the_host() throws Exception {
    s3.accept("ASIATENANT", "secret-of-the-tenant");
    String settings =
        """
        {"endpoint":"%s","bucket":"%s","access_key":"ASIATENANT",
         "secret_key":"secret-of-the-tenant","session_token":"token-of-the-tenant",
         "addressing_style":"virtual","folder_prefix":"tenant/","provider":"s3"}\
        """
            .formatted(s3.endpoint(), S3ProxyFixture.BUCKET);
    server.posted("/user/s3", settings, 200);
    String own = wav(site.uri("/short.wav"), "own", "");
    String once = wav(site.uri("/short.wav"), "once", ",\"storage\":" + settings);

    List<URI> links = new ArrayList<>();
    for (String id : List.of(own, once)) {
      links.add(URI.create(completed(id).path("s3_url").asText()));
    }

    for (Map.Entry<String, URI> stored :
        Map.of("own", links.get(0), "once", links.get(1)).entrySet()) {
      assertThat(stored.getValue()).hasHost(BUCKET_HOST);
      assertThat(stored.getValue().getQuery()).contains("X-Amz-Security-Token=token-of-the-tenant");
      assertThat(ByteBuffer.wrap(bytesBehind(stored.getValue())))
          .isEqualTo(ByteBuffer.wrap(s3.read("tenant/videos/" + stored.getKey() + ".mkv")));
    }
    server.delete("/user/s3");
  }
}
