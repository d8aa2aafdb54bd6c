package dev.sluice.http.api.wire;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.http.webhook.wire.WireNames;
import java.util.List;
import java.util.stream.Stream;

/** One stream of a source; what is not known is null. */
public record StreamWire(
    String kind, String codec, String language, String title, List<String> disposition) {

  /** Returns the streams in their order, and behind them the other renditions of a manifest. */
  public static List<StreamWire> of(SourceInfo source) {
    return Stream.concat(
            source.media().streams().stream().map(StreamWire::of),
            source.otherRenditions().stream().map(StreamWire::of))
        .toList();
  }

  private static StreamWire of(StreamReport rendition) {
    return new StreamWire(
        WireNames.of(rendition.kind()),
        rendition.codec(),
        rendition.language().orElse(null),
        rendition.title().orElse(null),
        WireNames.of(rendition.dispositions()));
  }

  private static StreamWire of(StreamInfo stream) {
    return new StreamWire(
        WireNames.of(stream.kind()),
        stream.codec(),
        stream.language().orElse(null),
        stream.title().orElse(null),
        WireNames.of(stream.dispositions()));
  }
}
