package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StreamReport;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamReportsTest {
  private static final StreamReport TAKEN =
      StreamReport.copied(StreamInfo.builder(0, StreamKind.VIDEO, "h264").build());

  private static final StreamReport OTHER =
      StreamReport.dropped(
          StreamInfo.builder(0, StreamKind.AUDIO, "aac").build(), "another language was taken");

  @Test
  void renditions_that_were_not_fetched_come_last() {
    Media media =
        new Media() {
          @Override
          public List<MediaInput> inputs() {
            return List.of();
          }

          @Override
          public List<StreamReport> otherRenditions() {
            return List.of(OTHER);
          }

          @Override
          public void close() {}
        };

    assertThat(StreamReports.streams(List.of(TAKEN), media)).containsExactly(TAKEN, OTHER);
  }
}
