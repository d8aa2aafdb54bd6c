package dev.sluice.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamReportTextTest {
  @Test
  void nothing_of_a_source_controls_the_terminal() {
    StreamReport report =
        StreamReport.dropped(
            StreamInfo.builder(1, StreamKind.SUBTITLE, "sub\u0007rip")
                .language(Optional.of("en\u001b[2J"))
                .title(Optional.of("Signs\n\u009b31m\u202egnp"))
                .build(),
            "mp4 cannot hold\u001b it");

    assertThat(StreamReportText.line(report))
        .isEqualTo("dropped: subtitle sub rip, en [2J, \"Signs  31m gnp\": mp4 cannot hold  it");
    assertThat(StreamReportText.missing("The source lacks \u001b]0;x\u0007"))
        .isEqualTo("missing: The source lacks  ]0;x ");
  }
}
