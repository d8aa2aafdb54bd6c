package dev.sluice.http.biting;

import io.minio.MinioAsyncClient;

/** Breaks a wall on purpose, for ArchitectureTestBites. */
public final class KnowsMinio {
  static MinioAsyncClient seen;

  private KnowsMinio() {}
}
