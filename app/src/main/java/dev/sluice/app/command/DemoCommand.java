package dev.sluice.app.command;

import dev.sluice.app.demo.Demo;
import dev.sluice.app.settings.Setting;
import dev.sluice.app.settings.Settings;
import dev.sluice.app.settings.SettingsSources;
import dev.sluice.app.terminal.CommandContext;
import dev.sluice.app.wiring.ServerAssembly;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a job from URL to webhook, on a server of its own. */
@Command(
    name = "demo",
    description = {
      "Runs one job from its URL to its webhook: starts a server on a free port, offers it a small"
          + " clip, posts a job for it over HTTP, and receives the webhook. Stores its files in the"
          + " folder demo of the data folder, and connects to no other machine."
    },
    footer = {"", "Examples:", "  sluice demo", "  sluice demo --keep"})
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--keep", description = "Keep the server running afterwards, until Ctrl-C.")
  private boolean keep;

  private final CommandContext context;

  DemoCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path data = SettingOptions.read(spec, context).dataDir().resolve("demo");
    Settings settings = embeddedDefaults(data);
    ServerAssembly server = ServerAssembly.start(settings);
    Thread closing = new Thread(server::close, "sluice-shutdown");
    Runtime.getRuntime().addShutdownHook(closing);
    try {
      Demo demo = new Demo(server, settings, context);
      demo.run();
      if (keep) {
        context
            .out()
            .printf(
                "%nThe server stays up until Ctrl-C. Try:%n"
                    + "  curl -H 'x-api-key: %s' %s/jobs%n",
                demo.key().reveal(), server.listensAt());
        context.out().flush();
        new CountDownLatch(1).await();
      }
      return ExitCode.OK;
    } finally {
      server.close();
      ServeCommand.forget(closing);
    }
  }

  // Whatever a real server is set to: a demo touches no bucket and no shared database. The guard
  // opens for loopback in this command only, since that is where the demo's own source is.
  private static Settings embeddedDefaults(Path data) {
    Map<Setting, String> fixed =
        Map.of(
            Setting.DATA_DIR, data.toString(),
            Setting.PORT, "0",
            Setting.ALLOW_NETWORKS, "127.0.0.0/8");
    return new SettingsSources(fixed, Map.of(), data, Optional.empty()).read();
  }
}
