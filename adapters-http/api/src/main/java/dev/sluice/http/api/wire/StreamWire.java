package dev.sluice.http.api.wire;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.http.webhook.wire.WireNames;
import java.util.List;

/** One stream of a source; what is not known is null. */
public record StreamWire(
    String kind, String codec, String language, String title, List<String> disposition) {

  /** Returns the streams in their order. */
  public static List<StreamWire> of(MediaInfo media) {
    return media.streams().stream().map(StreamWire::of).toList();
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
