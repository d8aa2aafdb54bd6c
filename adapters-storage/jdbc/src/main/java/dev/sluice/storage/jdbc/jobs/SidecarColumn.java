package dev.sluice.storage.jdbc.jobs;

import dev.sluice.core.job.SidecarFile;
import dev.sluice.core.request.ObjectPath;
import java.util.List;
import java.util.stream.Collectors;

/** What lies beside an artifact as one text, both ways: paths hold no line breaks. */
final class SidecarColumn {
  private SidecarColumn() {}

  /** Null for none. */
  static String text(List<SidecarFile> files) {
    return files.isEmpty()
        ? null
        : files.stream()
            .map(file -> file.size() + " " + file.path())
            .collect(Collectors.joining("\n"));
  }

  static List<SidecarFile> files(String text) {
    return text == null ? List.of() : text.lines().map(SidecarColumn::file).toList();
  }

  private static SidecarFile file(String line) {
    String[] parts = line.split(" ", 2);
    return new SidecarFile(ObjectPath.of(parts[1]), Long.parseLong(parts[0]));
  }
}
