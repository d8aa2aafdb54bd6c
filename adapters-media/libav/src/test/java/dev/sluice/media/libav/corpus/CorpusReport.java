package dev.sluice.media.libav.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes the table of all results. */
final class CorpusReport {
  private CorpusReport() {}

  /**
   * Writes the table.
   *
   * @param program what the ffmpeg program made of the same cases; empty without it
   */
  static void write(List<CaseResult> results, List<CaseResult> program, Path file)
      throws IOException {
    List<String> lines = new ArrayList<>();
    counts(results, lines);
    lines.add(
        String.format(
            Locale.ROOT,
            "%.1f s of work",
            results.stream().mapToDouble(CaseResult::seconds).sum()));
    for (CaseResult result : results) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-6s %4.0f ms %5.2f s  %s  %s",
              result.grade(),
              result.outOfStep() * 1e3,
              result.seconds(),
              result.test().name(),
              result.detail()));
    }
    differences(results, program, lines);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  private static void counts(List<CaseResult> results, List<String> lines) {
    for (Grade grade : Grade.values()) {
      long count = results.stream().filter(result -> result.grade() == grade).count();
      lines.add(String.format(Locale.ROOT, "%-6s %d", grade, count));
    }
  }

  private static void differences(
      List<CaseResult> results, List<CaseResult> program, List<String> lines) {
    if (program.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("The ffmpeg program:");
    counts(program, lines);
    for (CaseResult other : program) {
      for (CaseResult own : results) {
        boolean same = own.test() == other.test();
        if (same && own.isGood() != other.isGood()) {
          lines.add(
              String.format(
                  Locale.ROOT,
                  "%s is right: %s  (%s)",
                  own.isGood() ? "sluice" : "ffmpeg",
                  own.test().name(),
                  own.isGood() ? other.detail() : own.detail()));
        } else if (same && !own.isGood()) {
          lines.add("neither is right: " + own.test().name());
        } else if (same && own.grade() == Grade.TOLD && other.grade() == Grade.RIGHT) {
          lines.add("ffmpeg makes what sluice rejects: " + own.test().name());
        }
      }
    }
  }
}
