package dev.sluice.http.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.testkit.sample.MediaSamples;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamWireTest {
  @Test
  void what_a_manifest_offers_beside_the_media_comes_last() {
    StreamInfo video = StreamInfo.builder(0, StreamKind.VIDEO, "h264").build();
    StreamInfo commentary =
        StreamInfo.builder(0, StreamKind.AUDIO, "aac")
            .language(Optional.of("en"))
            .title(Optional.of("Commentary"))
            .dispositions(Set.of(Disposition.VISUAL_IMPAIRED, Disposition.COMMENTARY))
            .build();
    SourceInfo source =
        new SourceInfo(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            MediaSamples.withStreams(List.of(video)),
            List.of(StreamReport.dropped(commentary, "another was taken")));

    assertThat(StreamWire.of(source))
        .containsExactly(
            new StreamWire("video", "h264", null, null, List.of()),
            new StreamWire(
                "audio", "aac", "en", "Commentary", List.of("commentary", "visual_impaired")));
  }
}
