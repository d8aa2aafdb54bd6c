package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.engine.sidecar.Sidecar;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LanguageChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StreamReportsTest {
  private static final StreamInfo VIDEO = StreamInfo.builder(0, StreamKind.VIDEO, "h264").build();
  private static final StreamInfo TEXT =
      StreamInfo.builder(1, StreamKind.SUBTITLE, "subrip").build();

  private static final StreamReport TAKEN = StreamReport.copied(VIDEO);
  private static final StreamReport DROPPED = StreamReport.dropped(TEXT, "mp3 holds only sound");

  private static final StreamReport OTHER =
      StreamReport.dropped(
          StreamInfo.builder(0, StreamKind.AUDIO, "aac").build(), "another language was taken");

  private static Transcoder.Result result(
      List<StreamReport> streams, Map<Integer, byte[]> subtitles) {
    MediaInfo source =
        new MediaInfo(
            "matroska,webm",
            Optional.empty(),
            OptionalLong.empty(),
            List.of(VIDEO, TEXT),
            List.of(),
            Map.of());
    return new Transcoder.Result(
        source, "", streams, List.of("cut"), Optional.empty(), Optional.empty(), subtitles);
  }

  private static Media offering(StreamReport... others) {
    return new Media() {
      @Override
      public List<MediaInput> inputs() {
        return List.of();
      }

      @Override
      public List<StreamReport> otherRenditions() {
        return List.of(others);
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void renditions_that_were_not_fetched_come_last() {
    assertThat(StreamReports.streams(result(List.of(TAKEN, DROPPED), Map.of()), offering(OTHER)))
        .containsExactly(TAKEN, DROPPED, OTHER);
  }

  @Test
  void subtitles_that_are_a_sidecar_are_not_lost() {
    Map<Integer, byte[]> sidecars = Map.of(TEXT.index(), new byte[] {1});

    assertThat(StreamReports.streams(result(List.of(TAKEN, DROPPED), sidecars), offering()))
        .containsExactly(TAKEN, StreamReport.dropped(TEXT, "it is stored beside the file"));
  }

  @Test
  void what_was_asked_for_beside_the_file_is_missed() {
    JobRequest request =
        JobRequest.builder("https://media.example/a.mkv")
            .subtitles(LanguageChoice.parse("eng,de,fr"))
            .thumbnail(true)
            .build();
    List<Sidecar> german = List.of(Sidecar.subtitles("de-AT.vtt", new byte[] {1}));

    assertThat(StreamReports.missing(request, result(List.of(), Map.of()), german))
        .containsExactly(
            "cut",
            "No text subtitles in en, fr could be stored beside the file",
            "No thumbnail could be made of the source");
    JobRequest any = request.withSubtitles(true).withThumbnail(false);
    assertThat(StreamReports.missing(any, result(List.of(), Map.of()), german))
        .containsExactly("cut");
    assertThat(StreamReports.missing(any, result(List.of(), Map.of()), List.of()))
        .containsExactly("cut", "No text subtitles could be stored beside the file");
  }
}
