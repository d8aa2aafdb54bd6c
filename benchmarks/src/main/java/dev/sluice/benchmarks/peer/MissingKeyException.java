package dev.sluice.benchmarks.peer;

/** An outside S3 server was named, and a key for it is not in the environment. */
public final class MissingKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MissingKeyException(String variable) {
    super("--s3-endpoint needs a key, and the variable " + variable + " is not set; set it");
  }
}
