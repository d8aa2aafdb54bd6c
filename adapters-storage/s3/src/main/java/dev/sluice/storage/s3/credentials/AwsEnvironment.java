package dev.sluice.storage.s3.credentials;

import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.credentials.RoleHttp.RefusedException;
import dev.sluice.storage.s3.credentials.S3Credentials.Keys;
import io.minio.credentials.Credentials;
import io.minio.credentials.IamAwsProvider;
import io.minio.credentials.Jwt;
import io.minio.credentials.Provider;
import io.minio.credentials.StaticProvider;
import io.minio.credentials.WebIdentityProvider;
import io.minio.errors.MinioException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The variables by which AWS gives a role to a process, with the meaning that they have for AWS's
 * own SDKs. Immutable; its text form shows no variable.
 *
 * <p>These credentials belong to the process, and so to its operator. Never use them for a bucket
 * that a tenant names.
 */
public final class AwsEnvironment {
  private static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";
  private static final String SECRET_KEY = "AWS_SECRET_ACCESS_KEY";
  private static final String SESSION_TOKEN = "AWS_SESSION_TOKEN";
  private static final String TOKEN_FILE = "AWS_WEB_IDENTITY_TOKEN_FILE";
  private static final String ROLE = "AWS_ROLE_ARN";
  private static final String SESSION_NAME = "AWS_ROLE_SESSION_NAME";
  private static final String CONTAINER_PATH = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
  private static final String CONTAINER_URL = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
  private static final String CONTAINER_TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
  private static final String CONTAINER_TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
  private static final String NO_INSTANCE = "AWS_EC2_METADATA_DISABLED";
  private static final String INSTANCE_URL = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
  private static final String STS_URL = "AWS_ENDPOINT_URL_STS";

  private static final String ECS = "http://169.254.170.2";
  private static final String EC2 = "http://169.254.169.254";

  private static final String USUAL_SESSION_NAME = "sluice";
  private static final String USUAL_REGION = "us-east-1";
  private static final String REGION_OF_AWS = "[a-z]{2}(-[a-z]+)+-\\d";

  /** The hosts to which plain HTTP may carry credentials: they are on this machine. */
  private static final String LOCAL_HOSTS =
      "localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]|169\\.254\\.170\\.(2|23)|\\[fd00:ec2::23]";

  private final Map<String, String> variables;
  private final String region;
  private final InstantSource clock;
  private final String ecs;

  /** A provider of the client, which is opened for a single fetch. */
  @FunctionalInterface
  private interface Way {
    Provider open() throws IOException, MinioException;
  }

  private AwsEnvironment(
      Map<String, String> variables, String region, InstantSource clock, String ecs) {
    this.variables = Map.copyOf(variables);
    this.region = region;
    this.clock = clock;
    this.ecs = ecs;
  }

  /**
   * @param variables the environment of the process
   * @param region the region of STS if {@code AWS_REGION} is not set
   */
  public static AwsEnvironment of(
      Map<String, String> variables, String region, InstantSource clock) {
    return new AwsEnvironment(variables, region, clock, ECS);
  }

  /** Returns this environment with the credentials' service of ECS at another address. */
  AwsEnvironment withEcsAt(URI address) {
    return new AwsEnvironment(variables, region, clock, address.toString());
  }

  /**
   * Returns the credentials of the first of these ways that is set up: keys in variables, web
   * identity (as in EKS), the service of the container (ECS, EKS Pod Identity), the metadata of the
   * instance (EC2). If that way fails, the next ones are not tried, since they lead to other roles.
   */
  public S3Credentials credentials() {
    return this::fetch;
  }

  /** Returns the credentials of a role that other credentials assume. */
  public S3Credentials assume(AssumedRole role, S3Credentials by) {
    String session = value(SESSION_NAME).orElse(USUAL_SESSION_NAME);
    return () -> {
      Keys keys = by.fetch();
      String source = "role assumed by " + keys.source();
      return fetched(
          List.of(),
          source,
          () ->
              new SessionRoleProvider(
                  stsUrl(), stsRegion(), keys, role, session, RoleHttp.remote()));
    };
  }

  private Keys fetch() throws CredentialsException {
    List<String> reasons = new ArrayList<>();
    if (value(ACCESS_KEY).isPresent() || value(SECRET_KEY).isPresent()) {
      return fetched(reasons, "environment", this::variableKeys);
    }
    reasons.add(unset("environment", ACCESS_KEY));
    if (value(TOKEN_FILE).isPresent()) {
      return fetched(reasons, "web identity", this::webIdentity);
    }
    reasons.add(unset("web identity", TOKEN_FILE));
    if (value(CONTAINER_PATH).isPresent() || value(CONTAINER_URL).isPresent()) {
      return fetched(reasons, "container", this::container);
    }
    reasons.add(unset("container", CONTAINER_PATH));
    if (value(NO_INSTANCE).filter("true"::equalsIgnoreCase).isPresent()) {
      reasons.add("instance (" + NO_INSTANCE + " is true)");
      throw none(reasons);
    }
    return fetched(reasons, "instance", this::instance);
  }

  private static String unset(String way, String variable) {
    return way + " (" + variable + " is not set)";
  }

  private Keys fetched(List<String> reasons, String source, Way way) throws CredentialsException {
    try {
      Credentials found = way.open().fetch();
      return new Keys(
          Secret.of(found.accessKey()),
          Secret.of(found.secretKey()),
          Optional.ofNullable(found.sessionToken())
              .filter(token -> !token.isEmpty())
              .map(Secret::of),
          Optional.ofNullable(found.expiration())
              .map(end -> Duration.between(clock.instant(), end.toInstant())),
          source);
    } catch (IOException | MinioException | RuntimeException e) {
      List<String> all = new ArrayList<>(reasons);
      all.add(source + " (" + RoleHttp.reason(e) + ")");
      throw none(all);
    }
  }

  private static CredentialsException none(List<String> reasons) {
    return new CredentialsException(
        "There are no credentials for the S3 storage: %s; give an access key, or a role."
            .formatted(String.join(", ", reasons)));
  }

  private Provider variableKeys() throws RefusedException {
    return new StaticProvider(
        required(ACCESS_KEY), required(SECRET_KEY), value(SESSION_TOKEN).orElse(null));
  }

  private Provider webIdentity() throws IOException {
    String token = read(required(TOKEN_FILE));
    String role = value(STS_URL).isPresent() ? value(ROLE).orElse(null) : required(ROLE);
    return new WebIdentityProvider(
        () -> new Jwt(token, 0),
        stsUrl(),
        null,
        null,
        role,
        role == null ? null : value(SESSION_NAME).orElse(USUAL_SESSION_NAME),
        RoleHttp.remote());
  }

  private Provider container() throws IOException {
    Optional<String> path = value(CONTAINER_PATH);
    // The client would make two slashes of the one with which the path begins.
    String url = path.isPresent() ? ecs + path.get() : localUrl(required(CONTAINER_URL));
    Optional<String> file = value(CONTAINER_TOKEN_FILE);
    String token = file.isPresent() ? read(file.get()) : value(CONTAINER_TOKEN).orElse("");
    // The client knows no address of EKS, and asks any address as that of ECS.
    return iamProvider(url, Map.of(CONTAINER_PATH, "/", CONTAINER_TOKEN, token), RoleHttp.local());
  }

  private static String localUrl(String url) throws RefusedException {
    URI uri = URI.create(url);
    String host = uri.getHost() == null ? "" : uri.getHost();
    boolean isSafe =
        "https".equals(uri.getScheme())
            || ("http".equals(uri.getScheme()) && host.matches(LOCAL_HOSTS));
    if (!isSafe) {
      throw new RefusedException(
          CONTAINER_URL + " must have https, or the address of this machine, ECS or EKS");
    }
    return url;
  }

  private Provider instance() {
    return iamProvider(value(INSTANCE_URL).orElse(EC2), Map.of(), RoleHttp.local());
  }

  /** Returns the client's provider with these variables in place of the system's. */
  private static Provider iamProvider(String url, Map<String, String> seen, OkHttpClient http) {
    return new IamAwsProvider(url, http) {
      @Override
      protected @Nullable String getProperty(String name) {
        return seen.get(name);
      }
    };
  }

  private String stsUrl() {
    String region = stsRegion();
    String suffix = region.startsWith("cn-") ? ".cn" : "";
    return value(STS_URL).orElse("https://sts." + region + ".amazonaws.com" + suffix);
  }

  private String stsRegion() {
    String named = value("AWS_REGION").or(() -> value("AWS_DEFAULT_REGION")).orElse(region);
    return named.matches(REGION_OF_AWS) ? named : USUAL_REGION;
  }

  /** Reads a token each time, since other programs replace it. */
  private static String read(String file) throws RefusedException {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException e) {
      throw new RefusedException("the file " + file + " cannot be read");
    }
  }

  private Optional<String> value(String variable) {
    return Optional.ofNullable(variables.get(variable)).filter(text -> !text.isBlank());
  }

  private String required(String variable) throws RefusedException {
    return value(variable).orElseThrow(() -> new RefusedException(variable + " is not set"));
  }
}
