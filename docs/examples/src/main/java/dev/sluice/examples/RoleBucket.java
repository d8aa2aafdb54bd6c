package dev.sluice.examples;

import dev.sluice.storage.s3.S3ArtifactStore;
import dev.sluice.storage.s3.S3Settings;
import dev.sluice.storage.s3.credentials.AwsEnvironment;
import dev.sluice.storage.s3.credentials.S3Credentials;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/** A bucket that the process uses with the credentials of its role. */
final class RoleBucket {
  private RoleBucket() {}

  /**
   * @param variables the environment of the process, such as {@code System.getenv()}
   * @param records a folder for records of unfinished uploads
   */
  static S3ArtifactStore open(
      URI endpoint, String region, String bucket, Map<String, String> variables, Path records) {
    S3Credentials role = AwsEnvironment.of(variables, region, InstantSource.system()).credentials();
    S3Settings settings = S3Settings.builder(endpoint, bucket, role).region(region).build();
    return S3ArtifactStore.recording(settings, UUID::randomUUID, records);
  }
}
