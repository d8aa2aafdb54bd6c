package dev.sluice.app.serve;

import dev.sluice.core.port.store.SecretBox;
import dev.sluice.core.tenant.Secret;
import dev.sluice.http.api.OtherKeysContract;
import dev.sluice.storage.jdbc.AesSecretBox;
import dev.sluice.storage.jdbc.JobDatabase;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** The same over a database, whose SQL leaves out what is another key's. */
abstract class OtherKeysOverDatabase extends OtherKeysContract {
  static final SecretBox SECRETS =
      AesSecretBox.of(List.of(Secret.of("5e".repeat(32))), new SecureRandom());

  private JobDatabase database;

  abstract JobDatabase open();

  // The contract's fields are filled before its servers are started, and it asks for the keys
  // first.
  @Override
  protected JobDatabase database() {
    if (database == null) {
      database = open();
    }
    return database;
  }

  @AfterAll
  void closeDatabase() {
    database().close();
  }
}
