package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.Secret;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A faulty storage: opens stores in it, writes to them, and checks that nothing is left afterwards.
 */
abstract class S3FaultsFixture {
  static final ObjectPath TALK = ObjectPath.of("videos/talk.mp4");
  static final int SMALL = 1_000;
  static final int LARGE = 5 * PartSizes.USUAL.unknown();

  @TempDir static Path folder;
  @TempDir static Path records;
  static S3ProxyFixture s3;

  final List<S3ArtifactStore> stores = new ArrayList<>();
  S3ArtifactStore store;

  @BeforeAll
  static void start() {
    s3 = S3ProxyFixture.start(folder);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @BeforeEach
  void open() {
    s3.faults().clear();
    s3.makeBucket();
    store = store(s3.settings());
  }

  @AfterEach
  void nothing_is_left() {
    s3.faults().clear();
    s3.makeBucket();
    try {
      assertThat(s3.unfinishedUploads()).isEmpty();
      assertThat(s3.keys()).isEmpty();
    } finally {
      // Leftovers of one test must not fail the next.
      store.sweepUnfinished(Instant.now().plusSeconds(60));
      store.delete(TALK);
      stores.forEach(S3ArtifactStore::close);
    }
  }

  /** Opens a store that sends each request once. */
  S3ArtifactStore store(S3Settings settings) {
    return store(settings, Repeats.NONE);
  }

  S3ArtifactStore store(S3Settings settings, Repeats repeats) {
    S3ArtifactStore opened =
        new S3ArtifactStore(
            settings,
            UUID::randomUUID,
            Optional.empty(),
            repeats,
            PartSizes.USUAL,
            Optional.of(records));
    stores.add(opened);
    return opened;
  }

  S3ArtifactStore storeAt(BreakableProxy line) {
    return storeAt(line, Repeats.NONE);
  }

  S3ArtifactStore storeAt(BreakableProxy line, Repeats repeats) {
    return store(
        S3Settings.of(
            line.endpoint(),
            S3ProxyFixture.REGION,
            S3ProxyFixture.BUCKET,
            S3ProxyFixture.ACCESS_KEY,
            Secret.of(S3ProxyFixture.SECRET_KEY)),
        repeats);
  }

  static void awaitNothingUnfinished() {
    Awaitility.await().untilAsserted(() -> assertThat(s3.unfinishedUploads()).isEmpty());
  }

  static ArtifactSink create(S3ArtifactStore in, IfExists ifExists) {
    return in.create(TALK, new ContentType("video/mp4"), ifExists, StageMonitor.none());
  }

  static long put(S3ArtifactStore in, int size) {
    return put(in, size, IfExists.REPLACE);
  }

  static long put(S3ArtifactStore in, int size, IfExists ifExists) {
    try (ArtifactSink sink = create(in, ifExists)) {
      sink.begin(1_000);
      write(sink, size);
      return sink.commit();
    }
  }

  static void write(ArtifactSink sink, int size) {
    ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
    for (int left = size; left > 0; left -= zeros.capacity()) {
      sink.write(zeros.clear().limit(Math.min(left, zeros.capacity())));
    }
  }

  static void assertFails(ThrowingCallable call, FailureCode code, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> {
              assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
              assertThat(e.getMessage())
                  .contains(words)
                  .endsWith(".")
                  .doesNotContain("Exception", "AKID", "a-secret", "uploadId", "http:");
            });
  }
}
