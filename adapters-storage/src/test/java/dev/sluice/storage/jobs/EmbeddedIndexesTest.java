package dev.sluice.storage.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedIndexesTest {
  @TempDir Path folder;

  @Test
  void they_are_made_anew_as_they_were_unless_others_use_the_database() {
    JobDatabase.embedded(folder).close();
    try (EmbeddedTables tables = EmbeddedTables.of(folder)) {
      List<String> before = indexes(tables);

      assertThat(EmbeddedIndexes.rebuild(tables.database, 1)).isZero();
      assertThat(EmbeddedIndexes.rebuild(tables.database, 2)).isGreaterThan(5);

      assertThat(before).hasSizeGreaterThan(10);
      assertThat(indexes(tables)).isEqualTo(before);
    }
  }

  private static List<String> indexes(EmbeddedTables tables) {
    return tables.database.query(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT index_name || ' ' || column_name || ' ' || ordinal_position
                    FROM information_schema.index_columns
                    WHERE index_schema = 'PUBLIC' AND index_name NOT LIKE 'PRIMARY_KEY%'
                    ORDER BY 1
                    """)
                .mapTo(String.class)
                .list());
  }
}
