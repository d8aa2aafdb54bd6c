package dev.sluice.app.settings;

import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.S3Options;
import dev.sluice.core.tenant.S3Options.AddressingStyle;
import dev.sluice.core.tenant.S3Options.Checksums;
import dev.sluice.core.tenant.S3Options.Encryption;
import dev.sluice.core.tenant.Secret;
import dev.sluice.storage.s3.S3Settings;
import dev.sluice.storage.s3.credentials.AssumedRole;
import dev.sluice.storage.s3.credentials.AwsEnvironment;
import dev.sluice.storage.s3.credentials.S3Credentials;
import java.net.URI;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Parses the settings of the bucket. Used once. */
final class BucketSettingsParser {
  private static final URI AMAZON = URI.create("https://s3.amazonaws.com");

  private final SettingsParser parser;
  private final Map<String, String> environment;

  BucketSettingsParser(SettingsParser parser, Map<String, String> environment) {
    this.parser = parser;
    this.environment = environment;
  }

  /** Returns the bucket; empty if none is set, or if anything is wrong. */
  Optional<S3Settings> parse() {
    if (!parser.isGiven(Setting.S3_BUCKET)) {
      Set<Setting> others = Setting.of(Setting.Group.STORE);
      others.remove(Setting.S3_BUCKET);
      parser.forbidWithout(Setting.S3_BUCKET, others);
      return Optional.empty();
    }
    Optional<AddressingStyle> style =
        parser.read(Setting.S3_ADDRESSING_STYLE, text -> named(text, AddressingStyle.values()));
    Optional<String> bucket = parser.read(Setting.S3_BUCKET, BucketConfig.S3::bucket);
    Optional<URI> endpoint = endpoint(Setting.S3_ENDPOINT, bucket, style);
    Optional<URI> publicEndpoint = endpoint(Setting.S3_PUBLIC_ENDPOINT, bucket, style);
    Optional<String> region = parser.read(Setting.S3_REGION, BucketConfig.S3::region);
    Optional<String> prefix = parser.read(Setting.S3_PREFIX, BucketSettingsParser::prefix);
    Optional<Checksums> checksums =
        parser.read(Setting.S3_CHECKSUM, text -> named(text, Checksums.values()));
    Optional<Encryption> encryption = encryption();
    URI url = endpoint.orElse(AMAZON);
    String place = region.orElseGet(() -> region(url));
    Optional<S3Credentials> credentials = credentials(place);
    if (bucket.isEmpty() || credentials.isEmpty() || parser.hasProblems()) {
      return Optional.empty();
    }
    S3Settings.Builder settings =
        S3Settings.builder(url, bucket.get(), credentials.get()).region(place);
    prefix.ifPresent(path -> settings.prefix(path + "/"));
    style.ifPresent(settings::addressing);
    checksums.ifPresent(settings::checksums);
    publicEndpoint.ifPresent(settings::publicEndpoint);
    encryption.ifPresent(settings::encryption);
    return Optional.of(settings.build());
  }

  private Optional<URI> endpoint(
      Setting setting, Optional<String> bucket, Optional<AddressingStyle> style) {
    return parser.read(
        setting,
        text -> {
          URI endpoint = BucketConfig.S3.endpoint(text);
          bucket.ifPresent(name -> BucketConfig.S3.requireApart(endpoint, name));
          style.ifPresent(chosen -> chosen.requireUsableAt(endpoint));
          return endpoint;
        });
  }

  /** Returns the region of an endpoint; if it names none, that of the AWS environment. */
  private String region(URI endpoint) {
    String named = BucketConfig.S3.regionOf(endpoint);
    String ofProcess = environment.getOrDefault("AWS_REGION", "");
    return endpoint.equals(AMAZON) && !ofProcess.isBlank() ? ofProcess : named;
  }

  private Optional<S3Credentials> credentials(String region) {
    Optional<AssumedRole> role = role();
    AwsEnvironment aws = AwsEnvironment.of(environment, region, InstantSource.system());
    return keys(aws).map(keys -> role.map(one -> aws.assume(one, keys)).orElse(keys));
  }

  private Optional<S3Credentials> keys(AwsEnvironment aws) {
    if (!parser.isGiven(Setting.S3_ACCESS_KEY) && !parser.isGiven(Setting.S3_SECRET_KEY)) {
      parser.forbidWithout(Setting.S3_ACCESS_KEY, Set.of(Setting.S3_SESSION_TOKEN));
      return Optional.of(aws.credentials());
    }
    Optional<Secret> accessKey =
        parser.required(Setting.S3_ACCESS_KEY, Setting.S3_SECRET_KEY, BucketConfig.S3::key);
    Optional<Secret> secretKey =
        parser.required(Setting.S3_SECRET_KEY, Setting.S3_ACCESS_KEY, BucketConfig.S3::key);
    Optional<Secret> token = parser.read(Setting.S3_SESSION_TOKEN, S3Options::sessionToken);
    return accessKey.flatMap(
        access ->
            secretKey.map(
                secret ->
                    token
                        .map(text -> S3Credentials.keys(access.reveal(), secret, text))
                        .orElseGet(() -> S3Credentials.keys(access.reveal(), secret))));
  }

  private Optional<AssumedRole> role() {
    if (!parser.isGiven(Setting.S3_ROLE_ARN)) {
      parser.forbidWithout(Setting.S3_ROLE_ARN, Set.of(Setting.S3_ROLE_EXTERNAL_ID));
      return Optional.empty();
    }
    Optional<AssumedRole> role =
        parser.read(Setting.S3_ROLE_ARN, arn -> new AssumedRole(arn, Optional.empty()));
    Optional<AssumedRole> withId =
        parser.read(
            Setting.S3_ROLE_EXTERNAL_ID,
            id -> new AssumedRole(role.map(AssumedRole::arn).orElse("unusable"), Optional.of(id)));
    return withId.or(() -> role);
  }

  private Optional<Encryption> encryption() {
    if (!parser.isGiven(Setting.S3_SERVER_SIDE_ENCRYPTION)) {
      parser.forbidWithout(Setting.S3_SERVER_SIDE_ENCRYPTION, Set.of(Setting.S3_KMS_KEY_ID));
      return Optional.empty();
    }
    Optional<Encryption> encryption =
        parser.read(
            Setting.S3_SERVER_SIDE_ENCRYPTION, text -> new Encryption(text, Optional.empty()));
    return encryption
        .flatMap(
            kind ->
                parser.read(
                    Setting.S3_KMS_KEY_ID, id -> new Encryption(kind.algorithm(), Optional.of(id))))
        .or(() -> encryption);
  }

  private static <T extends Enum<T>> T named(String text, T[] values) {
    return Arrays.stream(values)
        .filter(value -> value.name().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected "
                        + Arrays.stream(values)
                            .map(value -> value.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))));
  }

  private static String prefix(String text) {
    String trimmed = text.replaceAll("^/+|/+$", "");
    try {
      return new ObjectPath(trimmed).value();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("expected a path such as media/incoming", e);
    }
  }
}
