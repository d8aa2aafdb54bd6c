package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.measure.BenchOptions;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.messages.Item;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The bucket of a comparison: in a server that we start, or in one that runs already. */
public final class S3Target implements AutoCloseable {
  /** Where the keys of an outside server are taken from; {@code ./sluice serve} does the same. */
  static final String ACCESS_KEY_VARIABLE = "SLUICE_S3_ACCESS_KEY";

  static final String SECRET_KEY_VARIABLE = "SLUICE_S3_SECRET_KEY";

  /** All that a comparison stores has this in front, and nothing else is ever deleted. */
  private static final String PREFIX = "sluice-benchmarks/";

  private final AutoCloseable process;
  private final String endpoint;
  private final String bucket;
  private final String accessKey;
  private final String secretKey;
  private final MinioClient client;

  private S3Target(
      AutoCloseable process, String endpoint, String bucket, String accessKey, String secretKey) {
    this.process = process;
    this.endpoint = endpoint;
    this.bucket = bucket;
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    this.client =
        MinioClient.builder()
            .endpoint(endpoint)
            .region(S3Process.REGION)
            .credentials(accessKey, secretKey)
            .build();
  }

  /**
   * The server that the caller named; if none, one of our own.
   *
   * @param folder where our own keeps its objects
   */
  public static S3Target open(BenchOptions bench, Path folder) throws IOException {
    if (bench.s3Endpoint().isEmpty()) {
      ChildJvm process = S3Process.start(Files.createDirectories(folder));
      return new S3Target(
          process,
          process.firstLine(),
          S3Process.BUCKET,
          S3Process.ACCESS_KEY,
          S3Process.SECRET_KEY);
    }
    URI outside = bench.s3Endpoint().get();
    Map<String, String> environment = System.getenv();
    return new S3Target(
        () -> {},
        outside.toString(),
        bench.s3Bucket(),
        variable(environment, ACCESS_KEY_VARIABLE),
        variable(environment, SECRET_KEY_VARIABLE));
  }

  private static String variable(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new MissingKeyException(name);
    }
    return value;
  }

  /** Returns the settings of {@code ./sluice serve}, without the keys. */
  public List<String> settings() {
    return List.of(
        "--s3-endpoint",
        endpoint,
        "--s3-region",
        S3Process.REGION,
        "--s3-bucket",
        bucket,
        "--s3-prefix",
        PREFIX);
  }

  /** The keys, as {@code ./sluice serve} takes them from its environment. */
  public Map<String, String> environment() {
    return Map.of(ACCESS_KEY_VARIABLE, accessKey, SECRET_KEY_VARIABLE, secretKey);
  }

  /** Where a program may put an object by this name. */
  String url(String name) {
    return endpoint + "/" + path(name);
  }

  /** The same without the server: the bucket and the object's key. */
  String path(String name) {
    return bucket + "/" + PREFIX + name;
  }

  String endpoint() {
    return endpoint;
  }

  String accessKey() {
    return accessKey;
  }

  String secretKey() {
    return secretKey;
  }

  /** A configuration for curl, so that no key stands in a command line. */
  public Path curlConfiguration(Path folder) throws IOException {
    Path file = folder.resolve("curl.conf");
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(
        file,
        """
        aws-sigv4 = "aws:amz:%s:s3"
        user = "%s:%s"
        """
            .formatted(S3Process.REGION, accessKey, secretKey));
  }

  /** Deletes the objects that the comparison stored and checks their number. */
  public void empty(int expected) throws Exception {
    int found = 0;
    for (Result<Item> result :
        client.listObjects(
            ListObjectsArgs.builder().bucket(bucket).prefix(PREFIX).recursive(true).build())) {
      client.removeObject(
          RemoveObjectArgs.builder().bucket(bucket).object(result.get().objectName()).build());
      found++;
    }
    if (found != expected) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "%d objects were to be stored, %d were there", expected, found));
    }
  }

  @Override
  public void close() throws Exception {
    process.close();
  }
}
