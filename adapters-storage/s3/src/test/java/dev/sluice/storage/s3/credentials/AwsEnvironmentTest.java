package dev.sluice.storage.s3.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.credentials.S3Credentials.Keys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to a role's credentials, with the services that give them out. */
class AwsEnvironmentTest {
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  @TempDir Path folder;

  private final FakeAws aws = new FakeAws();
  private final Map<String, String> variables = new HashMap<>();

  @AfterEach
  void stop() {
    aws.close();
  }

  private AwsEnvironment environment() {
    return AwsEnvironment.of(variables, "eu-central-1", InstantSource.fixed(NOW))
        .withEcsAt(aws.url());
  }

  private Keys fetch() throws CredentialsException {
    return environment().credentials().fetch();
  }

  private String failure() {
    CredentialsException failure = catchThrowableOfType(CredentialsException.class, () -> fetch());
    assertThat(failure).isNotNull();
    assertThat(failure.getMessage())
        .startsWith("There are no credentials for the S3 storage: ")
        .endsWith("; give an access key, or a role.")
        .doesNotContain("Exception", "secret-", "token-", "4d0c");
    return failure.getMessage();
  }

  private void assertGiven(Keys keys, String source) {
    assertThat(keys)
        .isEqualTo(
            new Keys(
                Secret.of("ASIAFAKE"),
                Secret.of("fake-secret"),
                Optional.of(Secret.of("fake-session-token")),
                Optional.of(Duration.between(NOW, aws.expiration)),
                source));
    assertThat(keys.toString()).doesNotContain("ASIA", "fake-");
  }

  @Test
  void variables_may_have_temporary_keys() throws Exception {
    variables.put("AWS_ACCESS_KEY_ID", "AKID");
    variables.put("AWS_SECRET_ACCESS_KEY", "secret");
    assertThat(fetch())
        .isEqualTo(
            new Keys(
                Secret.of("AKID"),
                Secret.of("secret"),
                Optional.empty(),
                Optional.empty(),
                "environment"));

    variables.put("AWS_SESSION_TOKEN", "token");
    assertThat(fetch().sessionToken()).contains(Secret.of("token"));
  }

  @Test
  void of_variables_with_half_of_the_keys_the_other_half_is_asked_for_and_no_other_way() {
    variables.put("AWS_ACCESS_KEY_ID", "AKID");
    instance();

    assertThat(failure()).contains(": environment (AWS_SECRET_ACCESS_KEY is not set);");
    assertThat(aws.asked()).isEmpty();
  }

  private Path webIdentity(String token) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), token + "\n");
    variables.put("AWS_WEB_IDENTITY_TOKEN_FILE", file.toString());
    variables.put("AWS_ROLE_ARN", FakeAws.ROLE);
    variables.put("AWS_ENDPOINT_URL_STS", aws.url().toString());
    return file;
  }

  @Test
  void a_web_identity_is_exchanged_for_keys_and_read_anew_each_time() throws Exception {
    Path file = webIdentity(FakeAws.WEB_TOKEN);

    S3Credentials credentials = environment().credentials();
    assertGiven(credentials.fetch(), "web identity");
    assertThat(aws.asked().get(0).parameters()).containsEntry("RoleSessionName", "sluice");

    Files.writeString(file, "another-token");
    assertThatThrownBy(credentials::fetch)
        .hasMessageContaining("AccessDenied Not authorized to perform sts:AssumeRoleWith");
  }

  @Test
  void a_web_identity_that_is_rejected_is_not_replaced_by_another_role() throws Exception {
    webIdentity("another-token");
    instance();

    assertThat(failure())
        .contains(
            ": environment (AWS_ACCESS_KEY_ID is not set), web identity (127.0.0.1 says 403"
                + " AccessDenied Not authorized to perform sts:AssumeRoleWithWebIdentity);");
    assertThat(aws.asked()).hasSize(1);
  }

  @Test
  void a_web_identity_needs_its_file_and_its_role() throws Exception {
    Files.delete(webIdentity(FakeAws.WEB_TOKEN));
    assertThat(failure()).contains("web identity (the file ", "token cannot be read)");

    webIdentity(FakeAws.WEB_TOKEN);
    variables.remove("AWS_ROLE_ARN");
    variables.remove("AWS_ENDPOINT_URL_STS");
    assertThat(failure()).contains("web identity (AWS_ROLE_ARN is not set)");
  }

  @Test
  void a_container_of_ecs_asks_with_a_path() throws Exception {
    variables.put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", FakeAws.CONTAINER_PATH);
    variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", FakeAws.CONTAINER_TOKEN);

    assertGiven(fetch(), "container");
    // Some clients send two slashes, which ECS does not know.
    assertThat(aws.asked().get(0).target()).isEqualTo("/v2/credentials/4d0c");
  }

  @Test
  void a_container_of_eks_asks_with_the_token_of_a_file() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), FakeAws.CONTAINER_TOKEN + "\n");
    variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.url() + FakeAws.CONTAINER_PATH);
    variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file.toString());

    S3Credentials credentials = environment().credentials();
    assertGiven(credentials.fetch(), "container");

    Files.writeString(file, "another-token");
    assertThatThrownBy(credentials::fetch)
        .hasMessageContaining("container (127.0.0.1 says 400 NoToken no authorization token)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1/v1/credentials",
        "http://169.254.169.254/latest",
        "http://127.0.0.1.example/credentials",
        "ftp://127.0.0.1/credentials",
        "/v1/credentials",
      })
  void a_container_asks_nobody_else_without_tls(String url) {
    variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
    variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", FakeAws.CONTAINER_TOKEN);

    assertThat(failure()).contains("container (AWS_CONTAINER_CREDENTIALS_FULL_URI must have https");
  }

  private void instance() {
    variables.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", aws.url().toString());
  }

  @Test
  void an_instance_asks_with_a_token_of_its_metadata() throws Exception {
    instance();

    assertGiven(fetch(), "instance");
    assertThat(aws.asked())
        .extracting(FakeAws.Asked::method, FakeAws.Asked::target)
        .containsExactly(
            tuple("PUT", "/latest/api/token"),
            tuple("GET", "/latest/meta-data/iam/security-credentials/"),
            tuple("GET", "/latest/meta-data/iam/security-credentials/sluice-role"));
  }

  @Test
  void a_failure_names_all_ways_and_why_each_failed() throws IOException {
    instance();
    aws.status = 404;
    assertThat(failure())
        .isEqualTo(
            "There are no credentials for the S3 storage: environment (AWS_ACCESS_KEY_ID is not"
                + " set), web identity (AWS_WEB_IDENTITY_TOKEN_FILE is not set), container"
                + " (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set), instance (127.0.0.1 says"
                + " 404); give an access key, or a role.");

    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed.close();
      variables.put(
          "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:" + closed.getLocalPort());
      assertThat(failure()).contains("instance (nothing answers at 127.0.0.1)");
    }

    variables.put("AWS_EC2_METADATA_DISABLED", "true");
    assertThat(failure()).contains("instance (AWS_EC2_METADATA_DISABLED is true)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>secret-page</html>",
        "",
        "{\"AccessKeyId\":\"secret-half\"}",
        "{\"Code\":\"Failed\"}",
      })
  void a_response_without_credentials_is_not_shown(String body) {
    variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.url() + FakeAws.CONTAINER_PATH);
    aws.body = body;

    assertThat(failure()).contains("container (the response has no credentials)");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_role_is_assumed_by_keys_temporary_or_not(boolean isTemporary) throws Exception {
    variables.put("AWS_ENDPOINT_URL_STS", aws.url().toString());
    variables.put("AWS_REGION", "eu-west-3");
    Keys base =
        isTemporary
            ? S3Credentials.keys("AKID", Secret.of("base"), Secret.of("base-session"))
            : S3Credentials.keys("AKID", Secret.of("base"));

    Keys keys =
        environment().assume(new AssumedRole(FakeAws.ROLE, Optional.of("partner-7")), base).fetch();

    assertGiven(keys, "role assumed by " + base.source());
    FakeAws.Asked asked = aws.asked().get(0);
    assertThat(asked.parameters())
        .containsEntry("ExternalId", "partner-7")
        .containsEntry("RoleSessionName", "sluice");
    assertThat(asked.headers().get("x-amz-security-token"))
        .isEqualTo(isTemporary ? "base-session" : null);
    assertThat(asked.headers().get("Authorization"))
        .contains("/eu-west-3/sts/aws4_request")
        .contains(isTemporary ? "x-amz-security-token" : "x-amz-date")
        .endsWith("Signature=" + signature(asked, "base", "eu-west-3"));
  }

  @Test
  void a_role_fails_as_the_credentials_that_assume_it_fail() {
    variables.put("AWS_EC2_METADATA_DISABLED", "true");
    AwsEnvironment environment = environment();
    AssumedRole role = new AssumedRole(FakeAws.ROLE, Optional.empty());

    assertThatThrownBy(() -> environment.assume(role, environment.credentials()).fetch())
        .isInstanceOf(CredentialsException.class)
        .hasMessageContaining("instance (AWS_EC2_METADATA_DISABLED is true)");
  }

  /** Computes the signature (version 4) of a request to STS. */
  private static String signature(FakeAws.Asked asked, String secret, String region)
      throws Exception {
    String names =
        asked.headers().get("Authorization").replaceFirst(".*SignedHeaders=([^,]+),.*", "$1");
    String headers =
        Arrays.stream(names.split(";"))
            .map(name -> name + ":" + asked.headers().get(name) + "\n")
            .collect(Collectors.joining());
    String canonical = String.join("\n", "POST", "/", "", headers, names, sha256(asked.body()));
    String time = asked.headers().get("x-amz-date");
    String scope = time.substring(0, 8) + "/" + region + "/sts/aws4_request";
    String text = String.join("\n", "AWS4-HMAC-SHA256", time, scope, sha256(canonical));
    byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, text));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
