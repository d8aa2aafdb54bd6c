package dev.sluice.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.settings.Settings;
import dev.sluice.app.settings.SettingsSources;
import dev.sluice.core.memory.InMemoryArtifactStore;
import java.nio.file.Path;
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

  private Settings settings(Map<String, String> environment) {
    return new SettingsSources(Map.of(), environment, folder, Optional.empty()).read();
  }
}
