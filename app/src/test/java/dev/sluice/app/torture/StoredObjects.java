package dev.sluice.app.torture;

import dev.sluice.storage.folder.FileArtifactStore;
import dev.sluice.storage.s3.S3ProxyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a storage shows to its readers. */
interface StoredObjects {
  /** The digests of all visible objects, by key. */
  Map<String, String> digests() throws Exception;

  /** How many objects were begun and not finished. */
  int unfinished() throws Exception;

  /** Removes what dead processes left, as servers do later: now no process writes. */
  default void sweep() throws Exception {}

  static StoredObjects in(Path folder) {
    return new StoredObjects() {
      @Override
      public Map<String, String> digests() throws Exception {
        Map<String, String> digests = new TreeMap<>();
        for (Path file : files()) {
          if (!isPart(file)) {
            digests.put(folder.relativize(file).toString(), digest(Files.readAllBytes(file)));
          }
        }
        return digests;
      }

      @Override
      public int unfinished() throws Exception {
        return (int) files().stream().filter(StoredObjects::isPart).count();
      }

      @Override
      public void sweep() {
        FileArtifactStore.in(folder).sweep(Instant.now());
      }

      private List<Path> files() throws IOException {
        if (!Files.exists(folder)) {
          return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
          return all.filter(Files::isRegularFile).toList();
        }
      }
    };
  }

  static StoredObjects in(S3ProxyFixture bucket) {
    return new StoredObjects() {
      @Override
      public Map<String, String> digests() throws Exception {
        Map<String, String> digests = new TreeMap<>();
        for (String key : bucket.keys()) {
          digests.put(key, digest(bucket.read(key)));
        }
        return digests;
      }

      @Override
      public int unfinished() {
        return bucket.unfinishedUploads().size();
      }
    };
  }

  private static boolean isPart(Path file) {
    return file.getFileName().toString().endsWith(".part");
  }

  private static String digest(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
