package dev.sluice.app.command;

import dev.sluice.app.settings.Setting;
import dev.sluice.app.settings.Settings;
import dev.sluice.app.settings.SettingsSources;
import dev.sluice.app.wiring.ServerAssembly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/**
 * Starts and ends a server on throw-away data, so that the JVM can archive the classes that a start
 * needs: the next start takes half the time. For the start script, not for people.
 */
@Command(name = "warm-up", hidden = true, description = "Starts and ends a server, for the JVM.")
final class WarmUpCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    Path data = Files.createTempDirectory("sluice-warm-up");
    try {
      Map<Setting, String> fixed =
          Map.of(Setting.DATA_DIR, data.toString(), Setting.PORT, "0", Setting.WORKERS, "1");
      Settings settings = new SettingsSources(fixed, Map.of(), data, Optional.empty()).read();
      try (ServerAssembly server = ServerAssembly.start(settings)) {
        answer(server);
      }
      return ExitCode.OK;
    } finally {
      delete(data);
    }
  }

  // The classes that answer are loaded with the first answer, which is the one that says "ready".
  private static void answer(ServerAssembly server) throws IOException {
    try (InputStream ready = server.listensAt().resolve("/ready").toURL().openStream()) {
      ready.readAllBytes();
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
