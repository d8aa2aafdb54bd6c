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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {
  @TempDir Path folder;

  @Test
  void the_encryption_key_is_made_once_for_this_user_only() throws IOException {
    Path data = folder.resolve("data");

    Secret key = DataFolder.encryptionKey(data);

    assertThat(key.reveal()).matches("[0-9a-f]{64}");
    assertThat(DataFolder.encryptionKey(data)).isEqualTo(key);
    assertThat(DataFolder.linkSecret(data)).isNotEqualTo(key);
    assertThat(rights(data.resolve("encryption-key"))).isEqualTo("rw-------");
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static Path readableByOthers(Path folder) throws IOException {
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void the_folder_and_its_parents_are_for_this_user_only() throws IOException {
    Path demo = folder.resolve("data/demo");

    DataFolder.prepare(demo);

    assertThat(rights(demo.getParent())).isEqualTo("rwx------");
    assertThat(rights(demo)).isEqualTo("rwx------");
    assertThat(rights(demo.resolve("spool"))).isEqualTo("rwx------");
  }

  @Test
  void a_folder_of_sluice_that_others_can_enter_is_closed_to_them() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/demo")).getParent();
    readableByOthers(data);

    DataFolder.prepare(data);

    assertThat(rights(data)).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(ints = {02750, 0770, 0710})
  void a_group_that_was_let_in_on_purpose_keeps_its_rights(int rights) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/demo")).getParent();
    Files.setAttribute(data, "unix:mode", rights);

    DataFolder.prepare(data);

    assertThat(mode(data)).isEqualTo(rights);
  }

  @Test
  void a_folder_that_is_closed_to_others_keeps_the_group_of_new_files() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/demo")).getParent();
    Files.setAttribute(data, "unix:mode", 02755);

    DataFolder.prepare(data);

    assertThat(mode(data)).as("setgid stays").isEqualTo(02700);
  }

  private static int mode(Path folder) throws IOException {
    return (int) Files.getAttribute(folder, "unix:mode") & 07777;
  }

  @Test
  void a_folder_with_files_of_others_stays_as_it_is() throws IOException {
    Path shared = Files.createDirectories(folder.resolve("shared/pictures")).getParent();
    readableByOthers(shared);

    DataFolder.prepare(shared);

    assertThat(rights(shared)).isEqualTo("rwxr-xr-x");
    assertThat(rights(shared.resolve("spool"))).isEqualTo("rwx------");
  }

  @Test
  void the_first_key_is_in_a_file_for_this_user_only() throws IOException {
    Files.writeString(folder.resolve("first-key"), "an older one");
    readableByOthers(folder.resolve("first-key"));

    Path file = DataFolder.writeFirstKey(folder, Secret.of("sk_new"));

    assertThat(file).hasContent("sk_new\n");
    assertThat(rights(file)).isEqualTo("rw-------");
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
