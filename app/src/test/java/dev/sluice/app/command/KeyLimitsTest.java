package dev.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyLimitsTest {
  @TempDir Path folder;

  private CommandRun keys(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "keys";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 1] = "--data-dir=" + folder.resolve("data");
    return CommandRun.in(folder, all);
  }

  @Test
  void a_new_database_is_reported_and_made_for_a_key_alone() {
    for (String[] asked : new String[][] {{"list"}, {"limit", "trial"}, {"revoke", "trial"}}) {
      CommandRun run = keys(asked);
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("There is no database in " + folder.resolve("data"));
    }
    assertThat(folder.resolve("data")).doesNotExist();

    CommandRun made = keys("create", "trial");
    CommandRun another = keys("create", "other");

    assertThat(made.exitCode()).isZero();
    assertThat(made.out()).matches("sk_\\S+\\R");
    assertThat(made.err())
        .contains("There was no database in " + folder.resolve("data"), "--data-dir");
    assertThat(another.err()).isEmpty();
  }

  @Test
  void a_key_is_made_with_its_limits_and_they_are_changed_one_by_one() {
    CommandRun made =
        keys(
            "create",
            "trial",
            "--storage-limit=1TB",
            "--max-duration=2h",
            "--max-filesize=5GiB",
            "--max-resolution=1080");
    assertThat(made.exitCode()).isZero();
    assertThat(made.out()).startsWith("sk_");

    assertThat(keys("limit", "trial").out().lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "WHAT LIMIT USED",
            "storage 1,000,000,000,000 bytes 0 bytes",
            "reserved by running jobs 0 bytes",
            "one file 5,368,709,120 bytes",
            "duration 2h",
            "resolution 1080p");

    CommandRun changed = keys("limit", "trial", "--storage-limit=none", "--max-resolution=720p");
    assertThat(changed.exitCode()).isZero();
    assertThat(changed.out().lines().map(line -> line.replaceAll(" +", " ")))
        .contains("storage none 0 bytes", "duration 2h", "resolution 720p");
    assertThat(keys("limit", "trial").out()).isEqualTo(changed.out());
  }

  @ParameterizedTest
  @CsvSource({"2h, 2h", "90m, 1h30m", "1h30m, 1h30m", "5400, 1h30m"})
  void a_length_is_read_as_get_reads_it(String text, String shown) {
    CommandRun made = keys("create", "trial", "--max-duration=" + text);

    assertThat(made.exitCode()).isZero();
    assertThat(keys("limit", "trial").out()).containsPattern("duration +" + shown + "\\n");
  }

  @Test
  void a_key_that_is_not_there_cannot_be_limited() {
    keys("create", "somebody");
    CommandRun run = keys("limit", "nobody", "--max-duration=1h");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("There is no key named nobody");
  }

  @ParameterizedTest
  @CsvSource({
    "--storage-limit=lots, expected a size such as 500MB",
    "--storage-limit=0, expected a size from 1 byte",
    "--max-duration=soon, expected a length such as 90m",
    "--max-resolution=huge, expected pixels such as 1080",
    "--max-resolution=0, expected pixels such as 1080",
  })
  void a_limit_that_is_none_is_named_and_no_key_is_made(String flag, String complaint) {
    CommandRun run = keys("create", "trial", flag);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(flag.substring(0, flag.indexOf('='))).contains(complaint);
    assertThat(run.out()).isEmpty();
    assertThat(keys("limit", "trial").exitCode()).isEqualTo(1);
  }
}
