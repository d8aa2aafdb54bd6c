package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.media.site.YtDlp;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The program yt-dlp, where it is installed and wanted. */
final class YtDlpProgram {
  private YtDlpProgram() {}

  /**
   * @throws StartException with a sentence, if the settings name a file that cannot be executed
   */
  static Optional<YtDlp> of(Settings settings) {
    Map<String, String> environment = System.getenv();
    String path = environment.getOrDefault("PATH", "");
    return file(settings, environment)
        .map(program -> new YtDlp.Installation(program, path))
        .map(installed -> new YtDlp(installed, settings.guard(), new SecureRandom()));
  }

  /**
   * Returns the path of yt-dlp; empty if it is not found, or switched off.
   *
   * @throws StartException with a sentence, if the settings name a file that cannot be executed
   */
  static Optional<Path> file(Settings settings, Map<String, String> environment) {
    if (settings.pages().refused()) {
      return Optional.empty();
    }
    Optional<Path> named = settings.pages().ytDlp();
    if (named.filter(file -> !Files.isExecutable(file) || Files.isDirectory(file)).isPresent()) {
      throw new StartException(
          "%s cannot be started as a program; check the setting yt-dlp".formatted(named.get()));
    }
    return named.or(() -> onPath(environment.getOrDefault("PATH", "")));
  }

  private static Optional<Path> onPath(String path) {
    return Arrays.stream(path.split(Pattern.quote(File.pathSeparator)))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, "yt-dlp").toAbsolutePath())
        .filter(Files::isExecutable)
        .findFirst();
  }
}
