package dev.sluice.storage.jobs;

import dev.sluice.core.job.SubtitleFile;
import dev.sluice.core.request.ObjectPath;
import java.util.List;
import java.util.stream.Collectors;

/** What lies beside an artifact as one text, both ways: paths hold no line breaks. */
final class SubtitleColumn {
  private SubtitleColumn() {}

  /** Null for none. */
  static String text(List<SubtitleFile> files) {
    return files.isEmpty()
        ? null
        : files.stream()
            .map(file -> file.size() + " " + file.path())
            .collect(Collectors.joining("\n"));
  }

  static List<SubtitleFile> files(String text) {
    return text == null ? List.of() : text.lines().map(SubtitleColumn::file).toList();
  }

  private static SubtitleFile file(String line) {
    String[] parts = line.split(" ", 2);
    return new SubtitleFile(ObjectPath.of(parts[1]), Long.parseLong(parts[0]));
  }
}
