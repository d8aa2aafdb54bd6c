package dev.sluice.app.command;

import dev.sluice.app.settings.Setting;
import dev.sluice.app.settings.Setting.Group;
import dev.sluice.app.settings.Settings;
import dev.sluice.app.terminal.CommandContext;
import dev.sluice.app.terminal.Table;
import dev.sluice.app.wiring.KeyRing;
import dev.sluice.core.port.store.ApiKeyStore.ApiKey;
import dev.sluice.core.tenant.Secret;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.core.tenant.Usage;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Manages the API keys of a server, also while it runs on the same data. */
@Command(
    name = "keys",
    description =
        "Creates, limits, lists and revokes the API keys of a server, also while it runs.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  KEY=$(sluice keys create n8n)",
      "  sluice keys limit n8n --storage-limit=1TiB",
      "  sluice keys list",
      "  sluice keys revoke n8n"
    })
final class KeysCommand implements Runnable {
  private static final String UNKNOWN =
      "sluice: There is no key named %s (or it is revoked already); see: sluice keys list%n";

  @Spec private CommandSpec spec;

  private KeysCommand() {}

  static CommandLine line(CommandContext context) {
    Set<Setting> settings = Setting.of(Group.DATA, Group.DATABASE);
    return new CommandLine(new KeysCommand())
        .addSubcommand(SluiceCommand.with(settings, new Create(context)))
        .addSubcommand(SluiceCommand.with(settings, new Limit(context)))
        .addSubcommand(SluiceCommand.with(settings, new ListAll(context)))
        .addSubcommand(SluiceCommand.with(settings, new Revoke(context)));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: create, limit, list or revoke");
  }

  private static boolean isWithoutDatabase(Settings settings, CommandContext context) {
    if (!KeyRing.wouldCreate(settings)) {
      return false;
    }
    context
        .err()
        .printf(
            "sluice: There is no database in %s, and so no key; name your server's folder with"
                + " --data-dir%n",
            settings.dataDir());
    return true;
  }

  @Command(
      name = "create",
      description = {
        "Creates a key and prints it, alone, on standard output. It cannot be printed again: only"
            + " its hash is stored."
      },
      footer = {
        "",
        "Examples:",
        "  KEY=$(sluice keys create n8n)",
        "  KEY=$(sluice keys create trial --storage-limit=10GiB --max-duration=2h)"
      })
  private static final class Create implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name of the key, at most 100 characters.")
    private String name;

    @Mixin private LimitOptions limits;

    private final CommandContext context;

    Create(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      if (name.isBlank() || name.length() > 100) {
        throw new ParameterException(
            spec.commandLine(), "A key's name has 1 to 100 characters, not all of them blank");
      }
      TenantQuota quota = limits.applied(spec, TenantQuota.UNLIMITED);
      Settings settings = SettingOptions.read(spec, context);
      if (KeyRing.wouldCreate(settings)) {
        context
            .err()
            .printf(
                "sluice: There was no database in %s, so a new one is made; if your server has"
                    + " another folder, name it with --data-dir%n",
                settings.dataDir());
      }
      try (KeyRing keys = KeyRing.open(settings)) {
        Optional<Secret> made = keys.create(name);
        if (made.isEmpty()) {
          context
              .err()
              .printf("sluice: There is a key named %s already; choose another name%n", name);
          return ExitCode.SOFTWARE;
        }
        if (!quota.equals(TenantQuota.UNLIMITED)) {
          keys.setQuota(name, quota);
        }
        context.out().println(made.get().reveal());
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "limit",
      description = {
        "Limits what the jobs of a key may store, from the next job on, and prints its limits and"
            + " usage. Limits that are not given do not change; the value none removes one."
      },
      footer = {
        "",
        "Examples:",
        "  sluice keys limit n8n",
        "  sluice keys limit n8n --storage-limit=1TiB --max-resolution=1080",
        "  sluice keys limit n8n --storage-limit=none"
      })
  private static final class Limit implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name that the key was created with.")
    private String name;

    @Mixin private LimitOptions limits;

    private final CommandContext context;

    Limit(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      Settings settings = SettingOptions.read(spec, context);
      if (isWithoutDatabase(settings, context)) {
        return ExitCode.SOFTWARE;
      }
      try (KeyRing keys = KeyRing.open(settings)) {
        Optional<TenantQuota> before = keys.quota(name);
        if (before.isEmpty()) {
          context.err().printf(UNKNOWN, name);
          return ExitCode.SOFTWARE;
        }
        TenantQuota after = limits.applied(spec, before.get());
        if (!after.equals(before.get())) {
          keys.setQuota(name, after);
        }
        LimitOptions.show(after, keys.usage(name).orElse(Usage.NONE), context.out());
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "list",
      description =
          "Lists the keys by name, with the first characters of each; the keys are not stored.")
  private static final class ListAll implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--all", description = "Also list the keys that were revoked.")
    private boolean all;

    private final CommandContext context;

    ListAll(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      Settings settings = SettingOptions.read(spec, context);
      if (isWithoutDatabase(settings, context)) {
        return ExitCode.SOFTWARE;
      }
      try (KeyRing keys = KeyRing.open(settings)) {
        Table table = Table.headed("NAME", "BEGINS", "MADE", "REVOKED");
        for (ApiKey key : keys.all()) {
          if (all || key.revokedAt().isEmpty()) {
            table.row(
                key.name(),
                key.hint() + "...",
                key.createdAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                key.revokedAt()
                    .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                    .orElse(""));
          }
        }
        table.print(context.out());
        return ExitCode.OK;
      }
    }
  }

  @Command(
      name = "revoke",
      description = "Revokes a key: it is rejected from the next second on. Its jobs stay.",
      footer = {"", "Example:", "  sluice keys revoke n8n"})
  private static final class Revoke implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Name that the key was created with.")
    private String name;

    private final CommandContext context;

    Revoke(CommandContext context) {
      this.context = context;
    }

    @Override
    public Integer call() {
      Settings settings = SettingOptions.read(spec, context);
      if (isWithoutDatabase(settings, context)) {
        return ExitCode.SOFTWARE;
      }
      try (KeyRing keys = KeyRing.open(settings)) {
        if (keys.revoke(name)) {
          return ExitCode.OK;
        }
        context.err().printf(UNKNOWN, name);
        return ExitCode.SOFTWARE;
      }
    }
  }
}
