package dev.sluice.app.command;

import dev.sluice.app.settings.Settings;
import dev.sluice.app.terminal.CommandContext;
import dev.sluice.app.wiring.DataFolder;
import dev.sluice.app.wiring.ServerAssembly;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.tenant.Secret;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the server. */
@Command(
    name = "serve",
    description = {
      "Accepts jobs over HTTP and runs them, until Ctrl-C or SIGTERM. Running jobs then go"
          + " back into the queue, and the next start runs them again."
    },
    footer = {
      "",
      "Examples:",
      "  sluice serve",
      "  sluice serve --port 0 --data-dir /srv/sluice --allow-networks 10.0.0.0/8,media.internal",
      "  SLUICE_DATABASE_PASSWORD=... sluice serve --database-url jdbc:postgresql://db/sluice \\",
      "      --database-user sluice"
    })
final class ServeCommand implements Callable<Integer> {
  private static final int SAFE_KEY_LENGTH = 20;

  @Spec private CommandSpec spec;

  private final CommandContext context;

  ServeCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = SettingOptions.read(spec, context);
    settings
        .initialApiKey()
        .filter(key -> key.reveal().length() < SAFE_KEY_LENGTH)
        .ifPresent(
            key ->
                context
                    .err()
                    .printf(
                        "sluice: warning: initial-api-key has fewer than %s characters and may be"
                            + " guessed; choose a longer one%n",
                        SAFE_KEY_LENGTH));
    ServerAssembly wiring = ServerAssembly.start(settings);
    Thread closing = new Thread(wiring::close, "sluice-shutdown");
    Runtime.getRuntime().addShutdownHook(closing);
    try {
      wiring.newKey().ifPresent(key -> handOver(key, settings));
    } catch (SluiceException e) {
      // Nobody has seen it, and it would keep the next start from creating one.
      try {
        wiring.keyRing().revokeFirst();
      } catch (RuntimeException unrevoked) {
        e.addSuppressed(unrevoked);
      } finally {
        wiring.close();
        forget(closing);
      }
      throw e;
    }
    context
        .out()
        .printf(
            "Sluice listens at %s and keeps its data in %s%n",
            wiring.listensAt(), settings.dataDir());
    context.out().flush();
    try {
      // Only the end of the process ends this; a test interrupts the thread.
      new CountDownLatch(1).await();
      return ExitCode.OK;
    } finally {
      wiring.close();
      forget(closing);
    }
  }

  // What is no terminal may be a log, which others read.
  private void handOver(Secret key, Settings settings) {
    if (context.showsSecrets()) {
      context
          .out()
          .printf(
              "There was no API key, so one was created. It is shown this once: %s%n",
              key.reveal());
      return;
    }
    context
        .out()
        .printf(
            "There was no API key, so one was created. It is in %s, which only this user can read;"
                + " delete the file when you have it%n",
            DataFolder.writeFirstKey(settings.dataDir(), key));
  }

  static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook runs already.
    }
  }
}
