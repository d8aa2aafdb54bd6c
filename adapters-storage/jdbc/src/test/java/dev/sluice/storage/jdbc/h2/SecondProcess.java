package dev.sluice.storage.jdbc.h2;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.tenant.TenantId;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.testkit.sample.JobSamples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A second process on the same folder. It prints {@code open}, creates a key for each line that it
 * reads, with the line as name and hash, and prints {@code created true}.
 */
final class SecondProcess {
  private SecondProcess() {}

  public static void main(String[] arguments) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (JobDatabase database = JobDatabase.embedded(Path.of(arguments[0]))) {
      System.out.println("open");
      for (String name = in.readLine(); name != null; name = in.readLine()) {
        System.out.println(answer(database, name));
      }
    }
  }

  private static String answer(JobDatabase database, String name) {
    try {
      return "created " + database.keys().create(key(name));
    } catch (SluiceException e) {
      return e.code().toString();
    }
  }

  static ApiKey key(String name) {
    return new ApiKey(
        new TenantId("owner"), name, "hash of " + name, "sk_", JobSamples.START, Optional.empty());
  }
}
