package dev.sluice.app.serve;

import dev.sluice.storage.jobs.JobDatabase;
import dev.sluice.storage.jobs.TestPostgres;

class OtherKeysOverPostgresTest extends OtherKeysOverDatabase {
  @Override
  JobDatabase open() {
    return JobDatabase.open(TestPostgres.freshDatabase(), SECRETS);
  }
}
