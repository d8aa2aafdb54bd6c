package dev.sluice.storage.jdbc.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a journal begins another file, and when an old file is deleted. */
class JournalFilesTest extends JournalFixture {
  @Test
  void files_have_the_same_names_in_every_locale() throws IOException {
    Locale usual = Locale.getDefault();
    // Its digits are not those of ASCII.
    Locale.setDefault(new Locale("fa", "IR"));
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      journal.append(inserted());
      assertThat(files()).containsExactly(folder.resolve("journal-000001"));
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void a_file_goes_after_three_checkpoints_that_began_after_it() throws IOException {
    JournalEntry old = inserted();
    JournalEntry young = inserted();
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      journal.append(old);
      for (int i = 0; i < Journal.CHECKPOINTS_OUTLIVED - 1; i++) {
        journal.beginNewFile();
        journal.checkpointed();
      }
      journal.append(young);
      assertThat(files()).hasSize(2);

      journal.beginNewFile();
      journal.checkpointed();
    }

    assertThat(reopened()).containsExactly(young);
  }

  @Test
  void a_checkpoint_does_not_count_for_what_was_written_during_it() throws IOException {
    JournalEntry entry = inserted();
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      for (int i = 0; i < 10; i++) {
        journal.append(entry);
        journal.checkpointed();
      }
    }

    assertThat(reopened()).hasSize(10);
  }

  @Test
  void a_checkpoint_does_not_count_for_a_file_that_was_given_up_during_it() throws IOException {
    JournalEntry entry = inserted();
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      journal.append(entry);
      journal.breakCurrent();
      assertThatThrownBy(() -> journal.append(inserted())).isInstanceOf(SluiceException.class);
      assertThat(journal.hasClosedFiles()).isTrue();
      for (int i = 0; i < Journal.CHECKPOINTS_OUTLIVED; i++) {
        journal.checkpointed();
      }
    }

    assertThat(reopened()).containsExactly(entry);
  }

  @Test
  void a_file_that_has_grown_large_is_followed_by_another() throws IOException {
    JournalEntry large = new JournalEntry.Inserted(Collections.nCopies(50_000, samples.pending()));
    JournalEntry small = inserted();
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      journal.append(large);
      journal.append(small);
      assertThat(files()).hasSize(2);
    }

    assertThat(reopened()).containsExactly(large, small);
  }

  @Test
  void an_idle_journal_leaves_nothing_behind() throws IOException {
    try (Journal journal = Journal.open(folder, Optional.empty())) {
      journal.beginNewFile();
      assertThat(journal.hasClosedFiles()).isFalse();
    }

    assertThat(files()).isEmpty();
  }

  @Test
  void the_files_of_a_living_holder_are_left_alone() throws IOException {
    JournalEntry theirs = inserted();
    try (Journal living = Journal.open(folder, Optional.empty())) {
      living.append(theirs);

      assertThat(reopened()).isEmpty();

      living.append(theirs);
    }
    assertThat(reopened()).containsExactly(theirs, theirs);
  }

  @Test
  void an_entry_that_cannot_be_written_is_no_promise_and_the_next_one_is() throws IOException {
    Journal journal = Journal.open(folder, Optional.empty());
    JournalEntry before = inserted();
    JournalEntry after = inserted();
    journal.append(before);
    journal.breakCurrent();

    assertThatThrownBy(() -> journal.append(inserted()))
        .isInstanceOf(SluiceException.class)
        .extracting(e -> ((SluiceException) e).code())
        .isEqualTo(FailureCode.STORE_UNAVAILABLE);
    journal.append(after);
    journal.close();

    assertThat(reopened()).containsExactly(before, after);
  }
}
