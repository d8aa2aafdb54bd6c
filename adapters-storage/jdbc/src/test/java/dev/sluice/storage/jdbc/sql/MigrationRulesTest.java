package dev.sluice.storage.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.storage.jdbc.h2.H2DataSource;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationInfo;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/**
 * Servers of two versions share one PostgreSQL for the length of an update. So a migration keeps
 * what the version before reads and writes: it adds tables, indexes and columns that may be absent
 * from an insert.
 */
class MigrationRulesTest {
  /**
   * The migrations up to here belong to the first version after 0.1.0, which does not share a
   * database with 0.1.0.
   */
  private static final int LAST_WITHOUT_RULES = 9;

  private static final Pattern BREAKS =
      Pattern.compile(
          "DROP\\s+(TABLE|COLUMN)|RENAME|ALTER\\s+COLUMN|SET\\s+NOT\\s+NULL|ADD\\s+CONSTRAINT"
              + "|ADD\\s+COLUMN(?=[^;]*NOT\\s+NULL)(?![^;]*DEFAULT)[^;]*|TRUNCATE");

  /** Returns the statements that an earlier version could not live with. */
  private static List<String> breaks(String sql) {
    String statements = sql.replaceAll("--[^\n]*", "").toUpperCase(Locale.ROOT);
    List<String> found = new ArrayList<>();
    Matcher matcher = BREAKS.matcher(statements);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }

  @Test
  void no_migration_breaks_the_version_before() throws Exception {
    // Before H2 is used: other tests of this process start its server.
    H2DataSource.listenOnLoopback();
    JdbcDataSource source = new JdbcDataSource();
    source.setURL("jdbc:h2:mem:");
    List<String> found = new ArrayList<>();
    for (MigrationInfo each : Schema.tool(source).info().all()) {
      if (Integer.parseInt(each.getVersion().toString()) > LAST_WITHOUT_RULES) {
        breaks(text(each.getScript()))
            .forEach(broken -> found.add(each.getScript() + ": " + broken));
      }
    }

    assertThat(found).isEmpty();
  }

  private static String text(String script) throws Exception {
    try (InputStream in = Schema.class.getResourceAsStream("../migrations/" + script)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void the_rules_find_what_would_break_it() {
    assertThat(breaks("ALTER TABLE jobs DROP COLUMN step;")).hasSize(1);
    assertThat(breaks("ALTER TABLE jobs ADD COLUMN a INTEGER NOT NULL;")).hasSize(1);
    assertThat(breaks("ALTER TABLE jobs ADD COLUMN a INTEGER NOT NULL DEFAULT 1;")).isEmpty();
    assertThat(breaks("ALTER TABLE jobs ADD COLUMN a INTEGER; -- DROP TABLE")).isEmpty();
    assertThat(breaks("ALTER TABLE jobs ALTER COLUMN a SET NOT NULL;")).isNotEmpty();
  }
}
