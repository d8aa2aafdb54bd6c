package dev.sluice.benchmarks.peer;

import dev.sluice.benchmarks.measure.BenchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The database of a comparison's jobs: the embedded default in a data folder, or a PostgreSQL.
 *
 * @param settings of {@code ./sluice serve}
 */
public record JobDatabase(String name, Path data, List<String> settings, List<ChildJvm> beneath)
    implements AutoCloseable {

  static JobDatabase embedded(Path folder) {
    return new JobDatabase("H2 and journal", folder.resolve("h2"), List.of(), List.of());
  }

  static JobDatabase postgres(Path folder) throws IOException {
    ChildJvm server = PostgresProcess.start(folder.resolve("postgres"));
    return new JobDatabase(
        "PostgreSQL",
        folder.resolve("data"),
        List.of("--database-url", server.firstLine(), "--database-user", PostgresProcess.USER),
        List.of(server));
  }

  /** The work of a comparison on one of the databases. */
  public interface Use {
    void on(JobDatabase base) throws Exception;
  }

  public static void each(Path folder, Use use) throws Exception {
    try (JobDatabase embedded = embedded(folder)) {
      use.on(embedded);
    }
    try (JobDatabase postgres = postgres(folder)) {
      use.on(postgres);
    }
  }

  public boolean isEmbedded() {
    return beneath.isEmpty();
  }

  /** A server on it that takes jobs and runs none. */
  public SluiceProcess serve(BenchOptions bench) throws IOException, InterruptedException {
    return SluiceProcess.start(bench, data, 0, settings);
  }

  /** A JDBC URL; of the embedded database, while no server runs. */
  public String url() {
    return isEmbedded() ? "jdbc:h2:file:" + data.resolve("database/sluice") : settings.get(1);
  }

  public String user() {
    return isEmbedded() ? "sluice" : PostgresProcess.USER;
  }

  @Override
  public void close() {
    new ArrayList<>(beneath).forEach(ChildJvm::close);
  }
}
