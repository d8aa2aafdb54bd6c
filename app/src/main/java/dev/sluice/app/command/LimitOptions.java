package dev.sluice.app.command;

import dev.sluice.app.settings.SizesAndDurations;
import dev.sluice.app.terminal.HumanFormat;
import dev.sluice.app.terminal.Table;
import dev.sluice.core.tenant.TenantQuota;
import dev.sluice.core.tenant.Usage;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for the quota of an API key. */
final class LimitOptions {
  private static final String NONE = "none";
  private static final Pattern RESOLUTION = Pattern.compile("(\\d{2,5})[pP]?");

  @Option(
      names = "--storage-limit",
      paramLabel = "SIZE",
      description = "Limit of all files together, deleted ones included: 500GB, 1TiB.")
  private String storage;

  @Option(names = "--max-filesize", paramLabel = "SIZE", description = "Limit of one file: 5GB.")
  private String file;

  @Option(
      names = "--max-duration",
      paramLabel = "TIME",
      description = "Limit of one file's media: 90m, 2h, or seconds.")
  private String duration;

  @Option(
      names = "--max-resolution",
      paramLabel = "PIXELS",
      description = "Limit of the picture's shorter side: 1080, 720p.")
  private String resolution;

  /**
   * Returns the quota with the options that were given.
   *
   * @throws ParameterException that names the flag
   */
  TenantQuota applied(CommandSpec spec, TenantQuota before) {
    TenantQuota after = before;
    if (storage != null) {
      after = after.withStorage(read(spec, "--storage-limit", storage, SizesAndDurations::bytes));
    }
    if (file != null) {
      after = after.withFile(read(spec, "--max-filesize", file, SizesAndDurations::bytes));
    }
    if (duration != null) {
      after =
          after.withDuration(
              read(spec, "--max-duration", duration, SizesAndDurations::mediaLength));
    }
    if (resolution != null) {
      after = after.withShorterSide(read(spec, "--max-resolution", resolution, LimitOptions::side));
    }
    return after;
  }

  private static <T> Optional<T> read(
      CommandSpec spec, String flag, String text, Function<String, T> reading) {
    if (text.strip().equalsIgnoreCase(NONE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(reading.apply(text.strip()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "%s is %s: %s, or none".formatted(flag, text, e.getMessage()));
    }
  }

  private static int side(String text) {
    Matcher matcher = RESOLUTION.matcher(text);
    int side = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (side == 0) {
      throw new IllegalArgumentException("expected pixels such as 1080 or 720p");
    }
    return side;
  }

  static void show(TenantQuota quota, Usage usage, PrintWriter out) {
    Table.headed("WHAT", "LIMIT", "USED")
        .row("storage", bytes(quota.storageBytes()), HumanFormat.exactBytes(usage.storedBytes()))
        .row("reserved by running jobs", "", HumanFormat.exactBytes(usage.reservedBytes()))
        .row("one file", bytes(quota.fileBytes()), "")
        .row("duration", quota.duration().map(LimitOptions::compact).orElse(NONE), "")
        .row("resolution", quota.shorterSide().map(side -> side + "p").orElse(NONE), "")
        .print(out);
  }

  private static String bytes(Optional<Long> limit) {
    return limit.map(HumanFormat::exactBytes).orElse(NONE);
  }

  private static String compact(Duration length) {
    return length.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
