package dev.sluice.storage.jdbc.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.store.IdempotencyStore;
import dev.sluice.core.tenant.IdempotencyKey;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.h2.H2DataSource;
import dev.sluice.storage.jdbc.sql.DatabaseFailures;
import dev.sluice.storage.jdbc.sql.Schema;
import dev.sluice.storage.jdbc.sql.SqlDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdempotencyKeyTableTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private SqlDatabase database;
  private IdempotencyKeyTable table;
  private Connection open;

  @BeforeEach
  void open() throws SQLException {
    // Before H2 is used: other tests of this process start its server.
    H2DataSource.listenOnLoopback();
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:file:" + folder.resolve("keys"));
    // Else H2 would close the file and open it again for each statement.
    open = source.getConnection();
    Schema.tool(source).migrate();
    database =
        new SqlDatabase(
            source, DatabaseFailures.inFolder(folder, folder.resolve("door")), Optional.empty());
    table = new IdempotencyKeyTable(database);
  }

  @AfterEach
  void close() throws SQLException {
    open.close();
  }

  private void take(String key, Instant now) {
    IdempotencyStore.Claim hold =
        new IdempotencyStore.Claim(
            new TenantId("one"), new IdempotencyKey(key), "f", new UUID(0, 1));
    assertThat(table.claim(hold, now, MINUTE)).isEmpty();
  }

  private long rows() {
    return database.query(
        handle ->
            handle.createQuery("SELECT COUNT(*) FROM idempotency_keys").mapTo(Long.class).one());
  }

  @Test
  void rows_whose_time_is_up_go_faster_than_others_come() {
    for (int i = 0; i < 400; i++) {
      take("old-" + i, NOW);
    }
    assertThat(rows()).as("whose time is not up stays").isEqualTo(400);

    for (int i = 0; i < 400; i++) {
      take("new-" + i, NOW.plus(MINUTE));
    }

    assertThat(rows()).isEqualTo(400);
  }
}
