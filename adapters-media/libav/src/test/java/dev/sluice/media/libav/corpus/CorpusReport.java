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

  static void write(List<CaseResult> results, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Grade grade : Grade.values()) {
      long count = results.stream().filter(result -> result.grade() == grade).count();
      lines.add(String.format(Locale.ROOT, "%-6s %d", grade, count));
    }
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
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }
}
