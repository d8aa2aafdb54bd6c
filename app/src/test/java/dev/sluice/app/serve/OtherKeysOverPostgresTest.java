package dev.sluice.app.serve;

import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.storage.jdbc.TestPostgres;

class OtherKeysOverPostgresTest extends OtherKeysOverDatabase {
  @Override
  JobDatabase open() {
    return JobDatabase.open(TestPostgres.freshDatabase(), SECRETS);
  }
}
