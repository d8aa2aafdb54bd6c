package dev.sluice.storage.jobs;

import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the tables to this version's shape. */
final class Schema {
  private Schema() {}

  /** Safe among processes: the second one waits for the first and finds nothing left to do. */
  static void migrate(DataSource source, DatabaseFailures failures) {
    try {
      Flyway flyway =
          Flyway.configure(Schema.class.getClassLoader())
              .dataSource(source)
              .locations("classpath:dev/sluice/storage/migrations")
              .table("sluice_schema")
              .load();
      MigrationInfoService info = flyway.info();
      refuseLater(info, failures);
      if (info.pending().length > 0) {
        flyway.migrate();
      }
    } catch (RuntimeException e) {
      throw failures.explained(e);
    }
  }

  // By itself the migration would be content with a later schema, and a later Sluice's rows may
  // hold what we cannot read.
  private static void refuseLater(MigrationInfoService info, DatabaseFailures failures) {
    Optional<MigrationVersion> found =
        Optional.ofNullable(info.current()).map(MigrationInfo::getVersion);
    Optional<MigrationVersion> known =
        Arrays.stream(info.all())
            .filter(migration -> migration.getState().isResolved())
            .map(MigrationInfo::getVersion)
            .max(MigrationVersion::compareTo);
    if (found.isPresent() && known.isPresent() && found.get().compareTo(known.get()) > 0) {
      throw failures.tooNew(found.get().toString(), known.get().toString());
    }
  }
}
