package dev.sluice.storage.jdbc;

import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An empty database for each test, open while the test runs. */
public final class OpenJobDatabase implements BeforeEachCallback, AfterEachCallback {
  /** A box with a key of its own for this JVM. */
  static final SecretBox SECRETS =
      AesSecretBox.of(List.of(Secret.of("5e".repeat(32))), new SecureRandom());

  private final Supplier<JobDatabase> opening;
  private final Runnable emptying;

  @SuppressWarnings("NullAway.Init")
  private JobDatabase database;

  private OpenJobDatabase(Supplier<JobDatabase> opening, Runnable emptying) {
    this.opening = opening;
    this.emptying = emptying;
  }

  /**
   * @param folder called when a test begins, since JUnit creates it then
   */
  public static OpenJobDatabase embedded(Supplier<Path> folder) {
    return new OpenJobDatabase(() -> JobDatabase.embedded(folder.get(), SECRETS), () -> {});
  }

  /**
   * Opens the PostgreSQL of the tests, in a database shared by all users of the returned object.
   */
  public static OpenJobDatabase postgres() {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    return new OpenJobDatabase(
        () -> JobDatabase.open(settings, SECRETS), () -> TestPostgres.empty(settings));
  }

  public JobDatabase get() {
    return database;
  }

  /** Closes the database, and opens it again with its content. */
  public JobDatabase reopened() {
    database.close();
    database = opening.get();
    return database;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    database = opening.get();
    emptying.run();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    database.close();
  }
}
