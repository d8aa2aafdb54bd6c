package dev.sluice.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.job.JobQuery;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.testkit.sample.JobSamples;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobDatabaseFailuresTest {
  private static final Secret WRONG = Secret.of("pa55word");

  @TempDir Path folder;

  private static SluiceException refused(DatabaseSettings settings) {
    return catchThrowableOfType(SluiceException.class, () -> JobDatabase.open(settings).close());
  }

  private SluiceException refusedEmbedded() {
    return catchThrowableOfType(SluiceException.class, () -> JobDatabase.embedded(folder).close());
  }

  @Test
  void a_server_that_is_not_there_is_named_without_the_parameters() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/sluice";

    SluiceException failure =
        refused(DatabaseSettings.of(url + "?password=pa55word&connectTimeout=2", "me", WRONG));

    assertThat(failure.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
    assertThat(failure)
        .hasMessageContaining(url + " does not answer")
        .hasMessageContaining("database-url")
        .hasMessageNotContaining("pa55word")
        .hasMessageNotContaining("connectTimeout");
  }

  @Test
  void a_wrong_password_is_reported_and_not_shown() {
    DatabaseSettings right = TestPostgres.freshDatabase();
    TestPostgres.requirePassword("guest", "right");

    SluiceException failure = refused(DatabaseSettings.of(right.url(), "guest", WRONG));

    assertThat(failure.code()).isEqualTo(FailureCode.STORE_REFUSED);
    assertThat(failure)
        .hasMessageContaining("check database-user and database-password")
        .hasMessageNotContaining("pa55word");
  }

  @Test
  void a_database_that_does_not_exist_is_reported() {
    DatabaseSettings settings = TestPostgres.settings("nowhere");

    SluiceException failure = refused(settings);

    assertThat(failure.code()).isEqualTo(FailureCode.STORE_MISSING);
    assertThat(failure).hasMessageContaining("/nowhere does not exist");
  }

  @Test
  void another_kind_of_database_is_refused() {
    SluiceException failure =
        refused(DatabaseSettings.of("jdbc:mysql://me:pa55word@host/db?x=1", "", Secret.of("")));

    assertThat(failure.code()).isEqualTo(FailureCode.STORE_REFUSED);
    assertThat(failure)
        .hasMessageContaining("must begin with jdbc:postgresql://")
        .hasMessageContaining("jdbc:mysql://host/db")
        .hasMessageNotContaining("pa55word");
  }

  @Test
  void a_user_without_the_right_to_make_tables_is_reported() {
    DatabaseSettings right = TestPostgres.freshDatabase();
    TestPostgres.requirePassword("reader", "right");

    SluiceException failure =
        refused(DatabaseSettings.of(right.url(), "reader", Secret.of("right")));

    assertThat(failure.code()).isEqualTo(FailureCode.STORE_REFUSED);
    assertThat(failure).hasMessageContaining("grant the right");
  }

  @Test
  void a_schema_of_a_newer_version_is_left_alone() {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    JobDatabase.open(settings).close();
    TestPostgres.execute(
        settings,
        """
        INSERT INTO sluice_schema
          (installed_rank, version, description, type, script, checksum, installed_by,
           execution_time, success)
        VALUES (99, '99', 'future', 'SQL', 'V99__future.sql', 1, 'me', 1, true)
        """);

    SluiceException failure = refused(settings);

    assertThat(failure.code()).isEqualTo(FailureCode.STORE_REFUSED);
    assertThat(failure).hasMessageContaining("has schema 99").hasMessageContaining("newer Sluice");
  }

  @Test
  void a_server_that_goes_away_is_reported_and_one_that_comes_back_is_used() {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    try (JobDatabase database = JobDatabase.open(settings)) {
      TestPostgres.cut(settings);
      SluiceException failure =
          catchThrowableOfType(SluiceException.class, () -> database.jobs().check());
      assertThat(failure.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE);

      TestPostgres.mend(settings);

      // The pool must first find out that each of its connections is dead.
      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(SluiceException.class)
          .untilAsserted(() -> database.jobs().check());
      assertThat(database.jobs().list(JobQuery.of(TenantId.LOCAL)).total()).isZero();
    }
  }

  @Test
  void a_database_that_became_read_only_is_unavailable() {
    DatabaseSettings settings = TestPostgres.freshDatabase();
    JobDatabase.open(settings).close();
    String readOnly = settings.url() + "?options=-c%20default_transaction_read_only=on";

    try (JobDatabase database =
        JobDatabase.open(DatabaseSettings.of(readOnly, settings.user(), settings.password()))) {
      SluiceException failure =
          catchThrowableOfType(
              SluiceException.class,
              () -> database.jobs().insert(List.of(new JobSamples(1).pending())));

      assertThat(failure.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE);
      assertThat(failure).hasMessageContaining("takes no writes");
    }
  }

  @Test
  void a_damaged_file_is_reported_and_left_alone() throws IOException {
    JobDatabase.embedded(folder).close();
    Path file = folder.resolve("database/sluice.mv.db");
    byte[] garbage = "this is no database at all. ".repeat(1_000).getBytes();
    Files.write(file, garbage);

    SluiceException failure = refusedEmbedded();

    assertThat(failure.code()).isEqualTo(FailureCode.STORE_REFUSED);
    assertThat(failure).hasMessageContaining(folder.toString()).hasMessageContaining("damaged");
    assertThat(Files.readAllBytes(file)).isEqualTo(garbage);
  }

  @Test
  void a_data_folder_that_is_a_file_is_reported() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    SluiceException failure =
        catchThrowableOfType(SluiceException.class, () -> JobDatabase.embedded(file).close());

    assertThat(failure.code()).isEqualTo(FailureCode.STORE_REFUSED);
    assertThat(failure).hasMessageContaining(file.toString());
  }

  @Test
  void a_folder_that_h2_cannot_name_is_reported() {
    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> JobDatabase.embedded(folder.resolve("a;b")).close());

    assertThat(failure.code()).isEqualTo(FailureCode.STORE_REFUSED);
    assertThat(failure).hasMessageContaining("semicolon");
  }

  @Test
  void the_folder_is_for_its_user_alone() throws IOException {
    JobDatabase.embedded(folder).close();

    assertThat(Files.getPosixFilePermissions(folder.resolve("database"))).hasSize(3);
  }

  @Test
  void settings_do_not_show_the_password() {
    assertThat(DatabaseSettings.of("jdbc:postgresql://h/d?password=pa55word", "me", WRONG))
        .hasToString("jdbc:postgresql://h/d as me");
  }
}
