package dev.sluice.storage.jdbc.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.job.Job;
import dev.sluice.core.job.JobId;
import dev.sluice.core.job.JobStatus;
import dev.sluice.storage.jdbc.ChildProcess;
import dev.sluice.storage.jdbc.JobDatabase;
import dev.sluice.testkit.sample.JobSamples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {
  /** The number of kills; more by hand: {@code -Dsluice.kills=40}. */
  private static final int KILLS = Integer.getInteger("sluice.kills", 3);

  @TempDir Path folder;

  @Test
  void what_was_promised_survives_kill_9() {
    List<String> promised = new ArrayList<>();
    for (int round = 0; round < KILLS; round++) {
      try (ChildProcess child =
          ChildProcess.run(Submitter.class, folder.toString(), String.valueOf(round))) {
        int before = 200 + 137 * round % 500;
        for (int i = 0; i < before; i++) {
          promised.add(child.lineOfLiving());
        }
        promised.addAll(child.killed());
      }

      assertThat(lost(promised)).as("after kill " + (round + 1)).isEmpty();
    }
    System.getLogger(KilledProcessTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0} kills, {1} promises, none lost",
            KILLS,
            Integer.toString(promised.size()));
  }

  private List<String> lost(List<String> promised) {
    try (JobDatabase database = JobDatabase.embedded(folder)) {
      return promised.stream().filter(line -> !isStored(database, line)).toList();
    }
  }

  private static Optional<String> answered(JobDatabase database, JobId id) {
    return database
        .idempotency()
        .claim(
            Submitter.hold("order-" + id, UUID.randomUUID()),
            JobSamples.START,
            Duration.ofMinutes(1));
  }

  private static boolean isStored(JobDatabase database, String line) {
    String[] words = line.split(" ");
    JobId id = JobId.parse(words[1]).orElseThrow();
    Optional<Job> found = database.jobs().find(id);
    if (words[0].equals("accepted")) {
      return found.isPresent();
    }
    if (words[0].equals("answered")) {
      return found.isPresent() && answered(database, id).equals(Optional.of(id.toString()));
    }
    return found.map(Job::status).filter(JobStatus.FAILED::equals).isPresent()
        && database.outbox().about(id).size() == 1;
  }
}
