package dev.sluice.storage.jobs;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * Makes the indexes of the embedded database anew. A process that was killed while it wrote can
 * leave a row whose entry is missing in an index: H2 then takes every change of that row for a
 * conflict with somebody else, and tries again for minutes, while all that wait for it stand still.
 */
final class EmbeddedIndexes {
  private static final System.Logger LOG = System.getLogger(EmbeddedIndexes.class.getName());

  /** As {@code SCRIPT} writes them; those of constraints are written as constraints. */
  private static final Pattern INDEX =
      Pattern.compile(
          "CREATE (?:UNIQUE )?(?:NULLS \\w+ )?INDEX (\"[^\"]+\"\\.\"[^\"]+\") ON .*",
          Pattern.DOTALL);

  private EmbeddedIndexes() {}

  /**
   * After a process did not end as it should; not while others use the database.
   *
   * @param ownSessions how many sessions are this process's
   * @return how many were made anew; 0 if others use the database
   */
  static int rebuild(Database database, int ownSessions) {
    return database.query(
        handle -> {
          int sessions =
              handle
                  .createQuery("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS")
                  .mapTo(Integer.class)
                  .one();
          if (sessions > ownSessions) {
            LOG.log(
                System.Logger.Level.INFO,
                "Another process uses the database, so its indexes are left as they are");
            return 0;
          }
          List<String> statements = statements(handle);
          statements.forEach(create -> again(handle, create));
          return statements.size();
        });
  }

  private static List<String> statements(Handle handle) {
    return handle
        .createQuery("SCRIPT NODATA NOSETTINGS")
        .map((row, context) -> row.getString(1).strip())
        .list()
        .stream()
        .filter(statement -> INDEX.matcher(statement).matches())
        .toList();
  }

  private static void again(Handle handle, String create) {
    Matcher index = INDEX.matcher(create);
    if (index.matches()) {
      handle.execute("DROP INDEX " + index.group(1));
      handle.execute(create.replaceAll(";\\s*$", ""));
    }
  }
}
