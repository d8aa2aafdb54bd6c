package dev.sluice.http.api.wire;

import dev.sluice.core.port.media.StreamReport;
import dev.sluice.http.webhook.wire.WireNames;
import java.util.List;

/** What becomes of one stream of a source; what is not known is null. */
public record StreamReportWire(
    String kind,
    String codec,
    String language,
    String title,
    List<String> disposition,
    String action,
    String target,
    String reason) {

  /** Returns the reports in their order. */
  public static List<StreamReportWire> of(List<StreamReport> streams) {
    return streams.stream().map(StreamReportWire::of).toList();
  }

  private static StreamReportWire of(StreamReport stream) {
    return new StreamReportWire(
        WireNames.of(stream.kind()),
        stream.codec(),
        stream.language().orElse(null),
        stream.title().orElse(null),
        WireNames.of(stream.dispositions()),
        WireNames.of(stream.action()),
        stream.target().orElse(null),
        stream.reason().map(WireNames::sentence).orElse(null));
  }
}
