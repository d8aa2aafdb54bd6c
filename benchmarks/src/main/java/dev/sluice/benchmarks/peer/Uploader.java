package dev.sluice.benchmarks.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program that a script would end with: it puts one file into the bucket. */
public enum Uploader {
  /** One PUT, its bytes outside the signature: the least that an upload can cost. */
  CURL("curl") {
    @Override
    public List<String> command(Path file, String name, S3Target s3, Path configuration) {
      // s3proxy would hold all of the bytes in memory to check them.
      return List.of(
          "curl",
          "-sSf",
          "-K",
          configuration.toString(),
          "-H",
          "x-amz-content-sha256: UNSIGNED-PAYLOAD",
          "-T",
          file.toString(),
          s3.url(name));
    }
  },
  AWS("aws") {
    @Override
    public List<String> command(Path file, String name, S3Target s3, Path configuration) {
      return List.of(
          "aws",
          "--endpoint-url",
          s3.endpoint(),
          "s3",
          "cp",
          "--only-show-errors",
          file.toString(),
          "s3://" + s3.path(name));
    }
  },
  RCLONE("rclone") {
    @Override
    public List<String> command(Path file, String name, S3Target s3, Path configuration) {
      // It refuses to start with a certificate bundle of the caller's, and loopback needs none.
      return List.of(
          "env",
          "-u",
          "AWS_CA_BUNDLE",
          "rclone",
          "--config=",
          "copyto",
          "--s3-no-check-bucket",
          file.toString(),
          ":s3:" + s3.path(name));
    }
  };

  private final String program;

  Uploader(String program) {
    this.program = program;
  }

  public String program() {
    return program;
  }

  public boolean isInstalled() {
    return Programs.isInstalled(program);
  }

  /**
   * What puts this file into the bucket.
   *
   * @param configuration for curl, with the keys
   */
  public abstract List<String> command(Path file, String name, S3Target s3, Path configuration);

  /** Where it finds the keys, so that none stands in a command line. */
  public static Map<String, String> environment(S3Target s3) {
    return Map.of(
        "AWS_ACCESS_KEY_ID",
        s3.accessKey(),
        "AWS_SECRET_ACCESS_KEY",
        s3.secretKey(),
        "AWS_DEFAULT_REGION",
        S3Process.REGION,
        "RCLONE_S3_PROVIDER",
        "Other",
        "RCLONE_S3_ENV_AUTH",
        "true",
        "RCLONE_S3_ENDPOINT",
        s3.endpoint(),
        "RCLONE_S3_REGION",
        S3Process.REGION);
  }
}
