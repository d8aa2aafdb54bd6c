package dev.sluice.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the jobs of a comparison lie: the embedded default in a data folder, or a PostgreSQL beside
 * the server.
 *
 * @param settings of {@code ./sluice serve}
 */
record JobBase(String name, Path data, List<String> settings, List<ChildJvm> beneath)
    implements AutoCloseable {

  static JobBase embedded(Path folder) {
    return new JobBase("H2 and journal", folder.resolve("h2"), List.of(), List.of());
  }

  static JobBase postgres(Path folder) throws IOException {
    ChildJvm server = PostgresProcess.start(folder.resolve("postgres"));
    return new JobBase(
        "PostgreSQL",
        folder.resolve("data"),
        List.of("--database-url", server.firstLine(), "--database-user", PostgresProcess.USER),
        List.of(server));
  }

  /** What a comparison does on each of them. */
  interface Use {
    void on(JobBase base) throws Exception;
  }

  static void each(Path folder, Use use) throws Exception {
    try (JobBase embedded = embedded(folder)) {
      use.on(embedded);
    }
    try (JobBase postgres = postgres(folder)) {
      use.on(postgres);
    }
  }

  boolean isEmbedded() {
    return beneath.isEmpty();
  }

  /** A server on it that takes jobs and runs none. */
  SluiceServer serve(Bench bench) throws IOException, InterruptedException {
    return SluiceServer.start(bench, data, 0, settings);
  }

  /** A JDBC URL; of the embedded database, while no server runs. */
  String url() {
    return isEmbedded() ? "jdbc:h2:file:" + data.resolve("database/sluice") : settings.get(1);
  }

  String user() {
    return isEmbedded() ? "sluice" : PostgresProcess.USER;
  }

  @Override
  public void close() {
    new ArrayList<>(beneath).forEach(ChildJvm::close);
  }
}
