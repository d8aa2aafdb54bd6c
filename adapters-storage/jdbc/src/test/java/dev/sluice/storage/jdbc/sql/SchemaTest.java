package dev.sluice.storage.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.jdbc.h2.H2DataSource;
import java.nio.file.Path;
import org.flywaydb.core.api.MigrationInfo;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
  @TempDir Path folder;

  @Test
  void the_newest_version_is_that_of_the_last_migration_file() {
    // Before H2 is used: other tests of this process start its server.
    H2DataSource.listenOnLoopback();
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:file:" + folder.resolve("x"));

    MigrationInfo[] all = Schema.tool(source).info().all();

    assertThat(all[all.length - 1].getVersion().toString()).isEqualTo(Schema.NEWEST);
  }
}
