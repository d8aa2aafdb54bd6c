package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.credentials.AwsEnvironment;
import dev.sluice.storage.s3.credentials.FakeAws;
import dev.sluice.storage.s3.credentials.S3Credentials;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects stored with the credentials of a role; s3proxy checks the signatures. */
class S3RoleTest extends S3FaultsFixture {
  private final FakeAws aws = new FakeAws();

  @BeforeEach
  void give() {
    aws.accessKey = S3ProxyFixture.ACCESS_KEY;
    aws.secretKey = S3ProxyFixture.SECRET_KEY;
  }

  @AfterEach
  void stopAws() {
    aws.close();
  }

  private S3Credentials role() {
    return AwsEnvironment.of(
            Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                aws.url() + FakeAws.CONTAINER_PATH,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                FakeAws.CONTAINER_TOKEN),
            S3ProxyFixture.REGION,
            InstantSource.system())
        .credentials();
  }

  private S3Settings settings(URI endpoint) {
    return S3Settings.builder(endpoint, S3ProxyFixture.BUCKET, role()).build();
  }

  @Test
  void an_object_is_stored_linked_and_deleted() throws Exception {
    S3ArtifactStore byRole = store(settings(s3.endpoint()));
    assertThat(byRole.credentialsSource()).isEmpty();

    put(byRole, LARGE, IfExists.FAIL);

    URI link = byRole.link(TALK, Duration.ofHours(1));
    assertThat(link.getQuery()).contains("X-Amz-Security-Token=fake-session-token");
    assertThat(
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body())
        .hasSize(LARGE);
    byRole.delete(TALK);
    assertThat(byRole.exists(TALK)).isFalse();
    assertThat(byRole.credentialsSource()).contains("container");
    assertThat(aws.asked()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "PT1H, PT24H, 3000, 3600",
    "PT1H, PT10M, 600, 600",
    "P30D, P8D, 604800, 604800",
  })
  void a_link_says_that_it_ends_with_its_keys(
      Duration ofKeys, Duration wanted, int least, int most) {
    aws.expiration = Instant.now().plus(ofKeys);
    S3ArtifactStore byRole = store(settings(s3.endpoint()));

    String query = byRole.link(TALK, wanted).getQuery();

    assertThat(Integer.parseInt(query.replaceFirst(".*X-Amz-Expires=(\\d+).*", "$1")))
        .isBetween(least, most);
  }

  @Test
  void without_credentials_the_store_is_unavailable_at_once_and_available_when_there_are() {
    aws.status = 500;
    S3ArtifactStore byRole = store(settings(s3.endpoint()), Repeats.USUAL);

    assertFails(byRole::check, FailureCode.STORE_UNAVAILABLE, "container (127.0.0.1 says 500)");
    assertFails(() -> put(byRole, LARGE), FailureCode.STORE_UNAVAILABLE, "(127.0.0.1 says 500)");

    aws.status = 200;
    byRole.check();
  }

  @Test
  void an_upload_survives_the_end_of_its_keys_and_a_service_that_fails_then() throws Exception {
    AtomicReference<String> valid = new AtomicReference<>(aws.sessionToken);
    RuledS3 ruled = new RuledS3(StoreRules.AWS, 10_000);
    try (ScriptedS3 strict =
        new ScriptedS3(
            asked ->
                valid.get().equals(asked.headers().getFirst("X-Amz-Security-Token"))
                    ? ruled.answer(asked)
                    : ScriptedS3.error(400, "ExpiredToken", "The provided token has expired"))) {
      S3ArtifactStore byRole =
          store(
              settings(strict.settings().endpoint()),
              new Repeats(Duration.ofMinutes(1), Duration.ofMillis(10), Duration.ofMillis(20)));
      try (ArtifactSink sink = create(byRole, IfExists.REPLACE)) {
        sink.begin(1_000);
        write(sink, LARGE / 2);
        Awaitility.await()
            .untilAsserted(() -> assertThat(strict.asked()).anyMatch(part -> part.is("PUT", "")));
        valid.set("next-session-token");
        aws.status = 500;
        write(sink, LARGE / 4);
        Awaitility.await().untilAsserted(() -> assertThat(aws.asked()).hasSizeGreaterThan(1));
        aws.sessionToken = "next-session-token";
        aws.status = 200;
        write(sink, LARGE / 4);
        sink.commit();
      }
    }
  }

  @Test
  void a_role_whose_new_keys_have_ended_too_makes_the_store_unavailable() {
    try (ScriptedS3 strict =
        new ScriptedS3(
            asked -> ScriptedS3.error(400, "ExpiredToken", "The provided token has expired"))) {
      S3ArtifactStore byRole = store(settings(strict.settings().endpoint()));

      assertFails(byRole::check, FailureCode.STORE_UNAVAILABLE, "credentials of the role");
      assertThat(strict.asked()).hasSize(2);
      assertThat(aws.asked()).hasSize(2);
    }
  }

  @Test
  void keys_given_with_a_token_that_has_ended_are_rejected() {
    try (ScriptedS3 strict =
        new ScriptedS3(
            asked -> ScriptedS3.error(400, "ExpiredToken", "The provided token has expired"))) {
      S3ArtifactStore given =
          store(
              S3Settings.builder(
                      strict.settings().endpoint(),
                      S3ProxyFixture.BUCKET,
                      S3Credentials.keys("AKID", Secret.of("a-secret"), Secret.of("token")))
                  .build());

      assertFails(given::check, FailureCode.STORE_REFUSED, "session token has ended");
      assertThat(strict.asked()).hasSize(1);
    }
  }

  @Test
  void the_uploads_of_a_killed_process_are_aborted_with_the_next_keys() {
    S3ArtifactStore killed = store(settings(s3.endpoint()));
    ArtifactSink sink = create(killed, IfExists.REPLACE);
    sink.begin(1_000);
    write(sink, LARGE);
    // What a killed process leaves: neither committed nor closed.

    aws.sessionToken = "next-session-token";
    S3ArtifactStore next = store(settings(s3.endpoint()));
    assertThat(next.sweepUnfinished(Instant.now().plusSeconds(60))).isEqualTo(1);

    assertThat(s3.unfinishedUploads()).isEmpty();
    sink.close();
  }
}
