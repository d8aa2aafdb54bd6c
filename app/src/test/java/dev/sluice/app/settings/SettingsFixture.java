package dev.sluice.app.settings;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Settings as somebody gives them: flags, variables and a file. */
abstract class SettingsFixture {
  @TempDir Path folder;

  final Map<Setting, String> flags = new HashMap<>();
  final Map<String, String> environment = new HashMap<>();

  final List<String> notices = new ArrayList<>();

  Settings read() {
    notices.clear();
    return new SettingsSources(flags, environment, folder, Optional.empty()).read(notices::add);
  }

  List<String> problems() {
    return catchThrowableOfType(SettingsException.class, this::read).problems();
  }

  void file(String... lines) throws IOException {
    Files.write(folder.resolve("sluice.properties"), List.of(lines));
  }
}
