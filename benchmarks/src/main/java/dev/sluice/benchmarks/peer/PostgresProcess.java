package dev.sluice.benchmarks.peer;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A PostgreSQL on a loopback port with the settings of a fresh installation: what it has committed
 * is on the disk, which test servers leave out.
 */
public final class PostgresProcess {
  static final String USER = "postgres";

  /** The first start on a machine unpacks the server, which takes the most. */
  private static final int HEAP_MEGABYTES = 256;

  private PostgresProcess() {}

  static ChildJvm start(Path folder) throws IOException {
    return ChildJvm.start("postgres", List.of(folder.toString()), HEAP_MEGABYTES);
  }

  /** Prints its JDBC URL and serves until its standard input ends, as it does with its parent. */
  public static void serve(Path folder, PrintStream out, InputStream in) throws IOException {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start()) {
      out.println("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres");
      out.flush();
      in.readAllBytes();
    }
  }
}
