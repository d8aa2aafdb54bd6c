package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.port.store.TenantBucketStore.TenantBucket;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.BucketId;
import dev.sluice.core.tenant.S3Options;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.sample.JobSamples;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in the database and its journal are sealed, and only the right key opens them. */
class SealedSecretsTest {
  private static final TenantId OWNER = new TenantId("one");
  private static final Secret SECRET = Secret.of("whsec_in-plain-sight");
  private static final Secret OLD = Secret.of("01".repeat(32));
  private static final Secret NEW = Secret.of("02".repeat(32));

  private static final BucketConfig SETTINGS =
      new BucketConfig.S3(
          URI.create("https://s3.example"),
          "us-east-1",
          "films",
          Secret.of("AKIDINPLAIN"),
          Secret.of("storage-secret-in-plain"),
          "",
          "videos",
          new S3Options(
              Optional.of(Secret.of("session-token-in-plain")),
              S3Options.AddressingStyle.AUTO,
              Optional.empty(),
              S3Options.Checksums.CRC32C));

  @TempDir Path folder;

  private static SecretBox box(Secret... keys) {
    return AesSecretBox.of(List.of(keys), new SecureRandom());
  }

  private void with(SecretBox box, Consumer<JobDatabase> work) {
    try (JobDatabase database = JobDatabase.embedded(folder, box)) {
      work.accept(database);
    }
  }

  private void withoutBox(Consumer<JobDatabase> work) {
    try (JobDatabase database = JobDatabase.embedded(folder)) {
      work.accept(database);
    }
  }

  private static Secret made(JobDatabase database) {
    return database.keys().webhookSecret(OWNER, () -> SECRET);
  }

  private static Secret found(JobDatabase database) {
    return database
        .keys()
        .webhookSecret(
            OWNER,
            () -> {
              throw new AssertionError("the secret is gone");
            });
  }

  private static TenantBucket storage() {
    return new TenantBucket(new BucketId(new UUID(1, 1)), OWNER, SETTINGS, JobSamples.START);
  }

  @Test
  void only_this_user_can_read_the_files() throws IOException {
    assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
    try (JobDatabase database = JobDatabase.embedded(folder, box(OLD));
        Stream<Path> files = Files.walk(folder.resolve("database"))) {
      database.keys().webhookSecret(OWNER, () -> SECRET);

      assertThat(files)
          .hasSizeGreaterThan(3)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
    }
  }

  @Test
  void no_file_holds_a_secret_in_plain() throws IOException {
    with(
        box(OLD),
        database -> {
          made(database);
          database.tenantBuckets().set(storage());
        });

    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("in-plain")
            .doesNotContain("INPLAIN");
      }
    }
  }

  @Test
  void what_lay_there_in_plain_is_read_and_sealed_at_the_start() {
    withoutBox(SealedSecretsTest::made);

    with(box(OLD), database -> assertThat(found(database)).isEqualTo(SECRET));

    withoutBox(
        database ->
            assertThatThrownBy(() -> found(database))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("without a SecretBox"));
    with(box(OLD), database -> assertThat(found(database)).isEqualTo(SECRET));
  }

  @Test
  void a_start_with_a_new_key_in_front_makes_the_old_one_needless() {
    with(
        box(OLD),
        database -> {
          made(database);
          database.tenantBuckets().set(storage());
        });

    with(box(NEW, OLD), database -> assertThat(found(database)).isEqualTo(SECRET));

    with(
        box(NEW),
        database -> {
          assertThat(found(database)).isEqualTo(SECRET);
          assertThat(database.tenantBuckets().current(OWNER)).contains(storage());
        });
  }

  @Test
  void under_a_wrong_key_the_database_opens_and_says_what_is_missing() {
    with(
        box(OLD),
        database -> {
          made(database);
          database.tenantBuckets().set(storage());
        });

    with(
        box(NEW),
        database -> {
          assertThatThrownBy(() -> found(database))
              .isInstanceOfSatisfying(
                  SluiceException.class,
                  e -> assertThat(e.code()).isEqualTo(FailureCode.SECRET_UNREADABLE))
              .hasMessageContaining("sealed with the encryption key");
          assertThatThrownBy(() -> database.tenantBuckets().current(OWNER))
              .isInstanceOf(SluiceException.class);
          assertThat(database.tenantBuckets().ofNewJobs(OWNER)).isPresent();
          database.keys().rotateWebhookSecret(OWNER, Secret.of("whsec_new"));
          assertThat(found(database)).isEqualTo(Secret.of("whsec_new"));
        });
  }
}
