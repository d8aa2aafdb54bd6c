package dev.sluice.app.serve;

import dev.sluice.storage.jdbc.JobDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class OtherKeysOverH2Test extends OtherKeysOverDatabase {
  @TempDir static Path folder;

  @Override
  JobDatabase open() {
    return JobDatabase.embedded(folder, SECRETS);
  }
}
