package dev.sluice.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.settings.Settings;
import dev.sluice.app.settings.SettingsSources;
import dev.sluice.core.memory.InMemoryArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSluiceTest {
  @TempDir Path folder;

  @Test
  void a_start_that_fails_closes_what_was_opened_before() {
    ResourceStack parts = new ResourceStack();
    AtomicBoolean closed = new AtomicBoolean();
    parts.add(() -> closed.set(true));
    Settings settings = settings(Map.of("SLUICE_FEED_MAP", "missing.txt"));

    assertThatThrownBy(() -> LocalSluice.start(settings, parts, new InMemoryArtifactStore()))
        .isInstanceOf(RuntimeException.class);

    assertThat(closed).isTrue();
  }

  @Test
  void a_part_file_of_a_run_that_was_killed_is_removed() throws IOException {
    Path part = Files.writeString(folder.resolve(".sluice-1-1.part"), "of a killed run");
    FileTime quarterOfAnHourAgo =
        FileTime.from(InstantSource.system().instant().minus(Duration.ofMinutes(15)));
    Files.setLastModifiedTime(part, quarterOfAnHourAgo);
    Path recent = Files.writeString(folder.resolve(".sluice-1-2.part"), "maybe being written");

    LocalSluice.intoFolder(settings(Map.of()), folder).close();

    assertThat(part).doesNotExist();
    assertThat(recent).exists();
  }

  private Settings settings(Map<String, String> environment) {
    return new SettingsSources(Map.of(), environment, folder, Optional.empty()).read();
  }
}
