package dev.sluice.media.libav.corpus;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.media.libav.testing.DecodedFile;
import dev.sluice.media.libav.testing.DecodedStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares copied streams with what was written into the source, byte by byte. A copy consists of
 * whole tracks, one behind the other: which of them it must hold, its timeline says.
 */
final class CopyCheck {
  private CopyCheck() {}

  /**
   * Returns what differs.
   *
   * @param written the payloads of all tracks of the source
   * @param mayEndEarly whether the last track may lack its end
   */
  static List<String> faults(
      DecodedFile made, List<StreamReport> reports, List<byte[]> written, boolean mayEndEarly) {
    List<String> faults = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (StreamReport report : reports) {
      String codec = report.target().map(name -> name.equals("h265") ? "hevc" : name).orElse("");
      boolean isCopy = report.action() == StreamReport.Action.COPIED && isCompared(report.kind());
      if (!isCopy || !seen.add(report.kind() + codec)) {
        continue;
      }
      long copies =
          reports.stream()
              .filter(
                  other ->
                      other.action() == StreamReport.Action.COPIED
                          && other.kind() == report.kind()
                          && other.target().equals(report.target()))
              .count();
      boolean isPartly = report.reason().filter(text -> text.contains("were encoded")).isPresent();
      List<String> differences = new ArrayList<>();
      for (DecodedStream stream : made.streams()) {
        if (stream.kind() == report.kind() && stream.codec().equals(codec)) {
          difference(stream, written, mayEndEarly, isPartly).ifPresent(differences::add);
        }
      }
      long all =
          made.streams().stream()
              .filter(stream -> stream.kind() == report.kind() && stream.codec().equals(codec))
              .count();
      // Others of this codec may have been encoded.
      if (all - differences.size() < copies) {
        faults.addAll(differences);
      }
    }
    return faults;
  }

  /** Texts get other packets in other containers, and attachments have none. */
  private static boolean isCompared(StreamKind kind) {
    return kind == StreamKind.VIDEO || kind == StreamKind.AUDIO || kind == StreamKind.COVER;
  }

  /**
   * Returns where a stream differs.
   *
   * @param isPartly whether only its first track must be a copy
   */
  private static Optional<String> difference(
      DecodedStream stream, List<byte[]> written, boolean mayEndEarly, boolean isPartly) {
    byte[] copy = stream.payload();
    int same = 0;
    TreeSet<Integer> ends = new TreeSet<>(Set.of(0));
    while (!ends.isEmpty()) {
      int from = ends.pollFirst();
      if (from == copy.length || (isPartly && from > 0)) {
        return Optional.empty();
      }
      for (byte[] track : written) {
        int common = Arrays.mismatch(copy, from, copy.length, track, 0, track.length);
        int length = common < 0 ? track.length : common;
        same = Math.max(same, from + length);
        if (length == track.length && length > 0) {
          ends.add(from + length);
        } else if (from + length == copy.length && mayEndEarly) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the copied %s of %d bytes differs from its source behind byte %d",
            stream.codec(),
            copy.length,
            same));
  }
}
