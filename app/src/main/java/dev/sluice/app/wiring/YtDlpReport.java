package dev.sluice.app.wiring;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The state of an installed yt-dlp, by the head of its verbose output. Pure.
 *
 * @param version empty if the output names none
 * @param advice what to do, a sentence's part each; empty if all is well
 */
record YtDlpReport(Optional<String> version, List<String> advice) {
  /** The age from which yt-dlp itself warns that it is old. */
  private static final Duration OLD = Duration.ofDays(90);

  private static final Pattern VERSION =
      Pattern.compile("yt-dlp version (?:\\S+@)?((\\d{4})\\.(\\d{1,2})\\.(\\d{1,2})\\S*)");

  private static final Pattern RUNTIMES = Pattern.compile("(?m)^\\[debug] JS runtimes: (.+)$");

  /** Reads what {@code yt-dlp --verbose} writes. */
  static YtDlpReport of(String output, LocalDate today) {
    Matcher found = VERSION.matcher(output);
    if (!found.find()) {
      return new YtDlpReport(
          Optional.empty(), List.of("it does not name its version; install it again"));
    }
    List<String> advice = new ArrayList<>();
    age(found, today)
        .filter(days -> days > OLD.toDays())
        .ifPresent(
            days ->
                advice.add(
                    "it is "
                        + days
                        + " days old, and sites change: update it (pipx upgrade yt-dlp)"));
    Matcher runtimes = RUNTIMES.matcher(output);
    if (runtimes.find()
        && Arrays.stream(runtimes.group(1).split(",")).noneMatch(YtDlpReport::works)) {
      advice.add("it finds no JavaScript runtime, which some large sites need: install deno");
    }
    return new YtDlpReport(Optional.of(found.group(1)), advice);
  }

  private static Optional<Long> age(Matcher version, LocalDate today) {
    try {
      LocalDate released =
          LocalDate.of(
              Integer.parseInt(version.group(2)),
              Integer.parseInt(version.group(3)),
              Integer.parseInt(version.group(4)));
      return Optional.of(ChronoUnit.DAYS.between(released, today));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean works(String runtime) {
    return !runtime.isBlank() && !runtime.strip().equals("none") && !runtime.contains("(un");
  }
}
