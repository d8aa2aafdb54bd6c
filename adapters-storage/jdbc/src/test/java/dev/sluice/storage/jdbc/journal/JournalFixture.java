package dev.sluice.storage.jdbc.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.sample.JobSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Entries, and a journal in a folder of the test. */
abstract class JournalFixture {
  static final int HEADER = 8;

  @TempDir Path folder;
  final JobSamples samples = new JobSamples(7);

  JournalEntry inserted() {
    return new JournalEntry.Inserted(List.of(samples.any()));
  }

  List<JournalEntry> reopened() throws IOException {
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      return journal.takenOver();
    }
  }

  List<Path> files() throws IOException {
    try (Stream<Path> found = Files.list(folder)) {
      return found.filter(path -> path.getFileName().toString().matches("journal-\\d+")).toList();
    }
  }

  Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1);
    return files().get(0);
  }

  List<JournalEntry> appended(int count) throws IOException {
    List<JournalEntry> entries = Stream.generate(this::inserted).limit(count).toList();
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      entries.forEach(journal::append);
    }
    return entries;
  }
}
