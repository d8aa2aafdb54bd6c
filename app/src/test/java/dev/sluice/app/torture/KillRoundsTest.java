package dev.sluice.app.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.torture.Torture.Blow;
import dev.sluice.storage.jdbc.DatabaseSettings;
import dev.sluice.storage.jdbc.TestPostgres;
import dev.sluice.testkit.site.FaultyProxy;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No job is lost, doubled or half-written, whenever a server dies. */
class KillRoundsTest {
  /** The rounds of the long forms; fewer by hand: {@code -Dsluice.torture.rounds=20}. */
  private static final int ROUNDS = Integer.getInteger("sluice.torture.rounds", 100);

  /** After these minutes no further round begins. */
  private static final long MINUTES = Long.getLong("sluice.torture.minutes", 50);

  private static final long SEED = Long.getLong("sluice.torture.seed", 20);

  @TempDir Path folder;

  @Test
  @Tag("torture")
  void a_kill_of_one_of_two_servers_on_postgresql() throws Exception {
    onPostgres(2, Torture::killAfterSubmission);
  }

  @Test
  @Tag("torture")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void many_kills_on_h2() throws Exception {
    try (Torture torture =
        new Torture(folder.resolve("data"), 1, Optional.empty(), List.of(), SEED)) {
      many(torture, () -> Blow.KILL);
      assertSpotless(torture.verdict());
    }
  }

  @Test
  @Tag("torture")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void many_kills_on_postgresql() throws Exception {
    onPostgres(1, torture -> many(torture, () -> Blow.KILL));
  }

  @Test
  @Tag("torture")
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void kills_stops_and_outages_of_the_database_on_three_servers() throws Exception {
    onPostgres(3, torture -> many(torture, torture::anyBlow));
  }

  private void onPostgres(int servers, Rounds rounds) throws Exception {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    URI address = URI.create(settings.url().substring("jdbc:".length()));
    try (FaultyProxy database = FaultyProxy.to(address.getPort());
        Torture torture =
            new Torture(
                folder.resolve("data"),
                servers,
                Optional.of(database),
                List.of(
                    "--database-url=jdbc:postgresql://127.0.0.1:"
                        + database.port()
                        + address.getPath(),
                    "--database-user=" + settings.user()),
                SEED)) {
      rounds.play(torture);
      assertSpotless(torture.verdict());
    }
  }

  private interface Rounds {
    void play(Torture torture) throws Exception;
  }

  private static void many(Torture torture, Supplier<Blow> blows) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    for (int i = 0; i < ROUNDS && System.nanoTime() < end; i++) {
      torture.round(blows.get());
    }
  }

  private static void assertSpotless(AcceptedJobs.Verdict verdict) {
    assertThat(verdict.accepted()).isPositive();
    assertThat(verdict).isEqualTo(verdict.spotless());
  }
}
