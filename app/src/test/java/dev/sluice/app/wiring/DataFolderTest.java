package dev.sluice.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.tenant.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path folder;

  @Test
  void the_encryption_key_is_made_once_for_this_user_only() throws IOException {
    Path data = folder.resolve("data");

    Secret key = DataFolder.encryptionKey(data);

    assertThat(key.reveal()).matches("[0-9a-f]{64}");
    assertThat(DataFolder.encryptionKey(data)).isEqualTo(key);
    assertThat(DataFolder.linkSecret(data)).isNotEqualTo(key);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("encryption-key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void processes_that_start_at_once_get_the_same_key_and_leave_no_draft() throws IOException {
    Set<Secret> keys =
        IntStream.range(0, 32)
            .parallel()
            .mapToObj(i -> DataFolder.encryptionKey(folder))
            .collect(Collectors.toSet());

    assertThat(keys).hasSize(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("encryption-key", "spool");
    }
  }

  @Test
  void a_file_that_holds_no_key_is_reported_with_what_to_do() throws IOException {
    Files.writeString(folder.resolve("encryption-key"), "half of a k");

    assertThatThrownBy(() -> DataFolder.encryptionKey(folder))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("holds no key of 64 hex digits; put it back from the backup")
        .hasMessageNotContaining("half of");
  }
}
