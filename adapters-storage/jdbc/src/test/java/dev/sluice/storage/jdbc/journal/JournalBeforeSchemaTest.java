package dev.sluice.storage.jdbc.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.h2.H2DataSource;
import dev.sluice.storage.jdbc.sql.Schema;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that this version cannot read, beside a database of an earlier version. */
class JournalBeforeSchemaTest {
  @TempDir Path dataFolder;

  @Test
  void a_journal_that_is_refused_leaves_the_database_unchanged() throws Exception {
    Path folder = Files.createDirectory(dataFolder.resolve("database"));
    try (H2DataSource source = new H2DataSource(folder)) {
      Flyway.configure()
          .configuration(Schema.tool(source).getConfiguration())
          .target("1")
          .load()
          .migrate();
    }
    byte[] unknown = "{\"type\":\"of_a_later_version\"}".getBytes(StandardCharsets.UTF_8);
    try (JournalFile file = JournalFile.create(folder.resolve("journal-000001"))) {
      file.write(JournalFile.framed(unknown));
    }

    assertThatThrownBy(() -> JobDatabase.embedded(dataFolder))
        .isInstanceOfSatisfying(
            SluiceException.class,
            refused -> assertThat(refused.code()).isEqualTo(FailureCode.STORE_REFUSED))
        .hasMessageContaining("written by a newer Sluice");

    try (H2DataSource source = new H2DataSource(folder)) {
      assertThat(Schema.tool(source).info().current().getVersion().toString()).isEqualTo("1");
    }
    assertThat(folder.resolve("journal-000001")).exists();
  }
}
