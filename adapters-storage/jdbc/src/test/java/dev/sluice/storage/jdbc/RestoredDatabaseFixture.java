package dev.sluice.storage.jdbc;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.job.Job;
import dev.sluice.core.notification.Notification;
import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.request.WebhookTarget;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.sample.JobSamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The worst that a kill can do: H2's file is that of an earlier moment, but the journal is not. */
abstract class RestoredDatabaseFixture {
  static final Instant NOW = JobSamples.START;

  @TempDir Path folder;
  final JobSamples samples = new JobSamples(3);

  void with(Consumer<JobDatabase> work) {
    try (JobDatabase database = JobDatabase.embedded(folder, OpenJobDatabase.SECRETS)) {
      work.accept(database);
    }
  }

  /** Loses in H2's file everything that happens in {@code lost}. */
  void losing(Consumer<JobDatabase> lost) throws IOException {
    Path file = folder.resolve("database/sluice.mv.db");
    Path earlier = folder.resolve("earlier");
    with(database -> {});
    Files.copy(file, earlier);
    Map<Path, byte[]> journal = new HashMap<>();
    with(
        database -> {
          lost.accept(database);
          // Closing the database deletes them, which a kill does not.
          journal.putAll(journalFiles());
        });
    Files.move(earlier, file, StandardCopyOption.REPLACE_EXISTING);
    for (Map.Entry<Path, byte[]> each : journal.entrySet()) {
      Files.write(each.getKey(), each.getValue());
    }
  }

  /** Returns the journal's files with their bytes. */
  Map<Path, byte[]> journalFiles() {
    try (Stream<Path> files = Files.list(folder.resolve("database"))) {
      Map<Path, byte[]> found = new HashMap<>();
      for (Path file : files.filter(path -> path.toString().contains("journal-")).toList()) {
        found.put(file, Files.readAllBytes(file));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Notification answer(Job job) {
    return Notification.of(
        samples.id().value(),
        job.id(),
        Notification.Kind.JOB_FAILED,
        WebhookTarget.parse("https://hook.example/in"),
        NOW);
  }

  static Job failed(Job running) {
    return running.failed(new Job.Failure(FailureCode.NOT_MEDIA, "no media"), NOW);
  }

  static Job claimed(JobDatabase database) {
    return database.queue().claim("w", 1, NOW, Duration.ofSeconds(10)).get(0);
  }

  IdempotencyStore.Claim hold() {
    return new IdempotencyStore.Claim(
        TenantId.LOCAL, new IdempotencyKey("order-1"), "f", samples.id().value());
  }
}
