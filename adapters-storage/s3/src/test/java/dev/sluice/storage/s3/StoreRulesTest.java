package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.artifact.ArtifactStore.IfExists;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.ContentType;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.S3Options.Encryption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An object can be stored in every store that is in use, whatever its rules. */
class StoreRulesTest {
  private static final ObjectPath TALK = ObjectPath.of("videos/talk.mp4");

  /** The sizes that are in use, so many times smaller, and 20 parts. */
  private static final PartSizes SIZES =
      new PartSizes(
          PartSizes.USUAL.smallest() / RuledS3.SCALE,
          PartSizes.USUAL.unknown() / RuledS3.SCALE,
          PartSizes.USUAL.largest() / RuledS3.SCALE,
          20);

  private static final long PART = SIZES.smallest();

  @ParameterizedTest
  @EnumSource(StoreRules.class)
  void objects_of_all_lengths_are_stored(StoreRules rules) {
    RuledS3 ruled = new RuledS3(rules, SIZES.count());
    try (ScriptedS3 s3 = new ScriptedS3(ruled::answer);
        S3ArtifactStore store = store(s3)) {
      for (long length : new long[] {0, 1, PART, PART + 1, 7 * PART + 5}) {
        put(store, OptionalLong.of(length / 2), length, IfExists.REPLACE);

        assertThat(ruled.stored(TALK.value()).orElseThrow().size()).isEqualTo(length);
      }
      // Of unknown length, and longer than any object of the smallest parts.
      put(store, OptionalLong.empty(), 25 * PART, IfExists.REPLACE);
      assertThat(ruled.stored(TALK.value()).orElseThrow().size()).isEqualTo(25 * PART);
      put(store, OptionalLong.of(50 * PART), 50 * PART, IfExists.REPLACE);
      assertThat(ruled.stored(TALK.value()).orElseThrow().size()).isEqualTo(50 * PART);
      assertThat(ruled.unfinished()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(StoreRules.class)
  void a_free_name_is_taken_once(StoreRules rules) {
    for (long length : new long[] {1, 3 * PART}) {
      RuledS3 ruled = new RuledS3(rules, SIZES.count());
      try (ScriptedS3 s3 = new ScriptedS3(ruled::answer);
          S3ArtifactStore store = store(s3)) {
        put(store, OptionalLong.of(length), length, IfExists.FAIL);
        SluiceException second =
            catchThrowableOfType(
                SluiceException.class,
                () -> put(store, OptionalLong.of(length), length, IfExists.FAIL));

        assertThat(second).isNotNull();
        assertThat(second.code()).isEqualTo(FailureCode.NAME_TAKEN);
        assertThat(ruled.stored(TALK.value()).orElseThrow().size()).isEqualTo(length);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(StoreRules.class)
  void an_object_much_longer_than_expected_fails_when_its_parts_are_full(StoreRules rules) {
    RuledS3 ruled = new RuledS3(rules, SIZES.count());
    try (ScriptedS3 s3 = new ScriptedS3(ruled::answer);
        S3ArtifactStore store = store(s3)) {
      SluiceException failure =
          catchThrowableOfType(
              SluiceException.class,
              () -> put(store, OptionalLong.of(1), 20 * PART + 1, IfExists.REPLACE));

      assertThat(failure).isNotNull();
      assertThat(failure.code()).isEqualTo(FailureCode.FILE_TOO_LARGE);
      assertThat(failure).hasMessageContaining("takes 20 parts");
      assertThat(ruled.stored(TALK.value())).isEmpty();
      assertThat(ruled.unfinished()).isZero();
      assertThat(ruled.rejections()).doesNotContain("InvalidArgument: Part number");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = StoreRules.class,
      names = {"R2", "B2"})
  void a_store_that_knows_no_checksum_is_asked_with_it_once(StoreRules rules) {
    RuledS3 ruled = new RuledS3(rules, SIZES.count());
    try (ScriptedS3 s3 = new ScriptedS3(ruled::answer);
        S3ArtifactStore store = store(s3)) {
      put(store, OptionalLong.empty(), 1, IfExists.REPLACE);
      put(store, OptionalLong.empty(), 5 * PART, IfExists.REPLACE);

      assertThat(ruled.rejections()).hasSize(1);
      assertThat(s3.asked())
          .filteredOn(asked -> asked.method().equals("PUT"))
          .filteredOn(asked -> asked.headers().containsKey("Content-MD5"))
          .hasSizeGreaterThan(2);
    }
  }

  @ParameterizedTest
  @EnumSource(StoreRules.class)
  void what_a_killed_process_left_is_aborted_without_a_list_of_uploads(
      StoreRules rules, @TempDir Path records) {
    RuledS3 ruled = new RuledS3(rules, SIZES.count());
    try (ScriptedS3 s3 = new ScriptedS3(ruled::answer);
        S3ArtifactStore killed = store(s3.settings(), Optional.of(records));
        S3ArtifactStore next = store(s3.settings(), Optional.of(records))) {
      ArtifactSink sink =
          killed.create(TALK, new ContentType("video/mp4"), IfExists.REPLACE, StageMonitor.none());
      sink.begin(0);
      sink.write(ByteBuffer.allocate((int) SIZES.unknown() * 2));
      Awaitility.await().untilAsserted(() -> assertThat(recorded(records)).contains("upload-1"));

      assertThat(next.sweepUnfinished(Instant.now().plusSeconds(60))).isEqualTo(1);

      assertThat(ruled.unfinished()).isZero();
      assertThat(s3.asked()).noneMatch(asked -> asked.is("GET", "uploads"));
      assertThat(records).isEmptyDirectory();
      sink.close();
    }
  }

  private static String recorded(Path records) throws IOException {
    try (Stream<Path> files = Files.list(records)) {
      StringBuilder all = new StringBuilder();
      for (Path file : (Iterable<Path>) files::iterator) {
        all.append(Files.readString(file));
      }
      return all.toString();
    }
  }

  @ParameterizedTest
  @EnumSource(StoreRules.class)
  void encryption_is_asked_for_where_stores_take_it_and_the_region_is_never_asked_for(
      StoreRules rules) {
    RuledS3 ruled = new RuledS3(rules, SIZES.count());
    try (ScriptedS3 s3 = new ScriptedS3(ruled::answer);
        S3ArtifactStore store =
            store(
                s3.settings().toBuilder().encryption(Encryption.SSE_S3).build(),
                Optional.empty())) {
      put(store, OptionalLong.empty(), 5 * PART, IfExists.FAIL);
      put(store, OptionalLong.empty(), 1, IfExists.REPLACE);
      store.check();

      assertThat(ruled.stored(TALK.value()).orElseThrow().size()).isEqualTo(1);
      assertThat(s3.asked())
          .noneMatch(asked -> asked.query().contains("location"))
          .filteredOn(asked -> asked.headers().containsKey("x-amz-server-side-encryption"))
          .extracting(asked -> asked.query().replaceAll("=.*", ""))
          .contains("uploads", "")
          .doesNotContain("partNumber", "uploadId");
    }
  }

  private static S3ArtifactStore store(ScriptedS3 s3) {
    return store(s3.settings(), Optional.empty());
  }

  private static S3ArtifactStore store(S3Settings settings, Optional<Path> records) {
    return new S3ArtifactStore(
        settings, UUID::randomUUID, Optional.empty(), Repeats.NONE, SIZES, records);
  }

  private static void put(
      S3ArtifactStore store, OptionalLong expected, long length, IfExists ifExists) {
    try (ArtifactSink sink =
        store.create(TALK, new ContentType("video/mp4"), ifExists, StageMonitor.none())) {
      expected.ifPresent(sink::expect);
      sink.begin(1_000);
      ByteBuffer bytes = ByteBuffer.allocate(100_000);
      for (long left = length; left > 0; left -= bytes.capacity()) {
        sink.write(bytes.clear().limit((int) Math.min(left, bytes.capacity())));
      }
      sink.commit();
    }
  }
}
