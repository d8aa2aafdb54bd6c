package dev.sluice.core.port.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MediaInfoTest {
  private static final String LONG = "x".repeat(1_000_000);

  @Test
  void texts_of_a_source_are_cut_however_long_it_writes_them() {
    StreamInfo stream =
        StreamInfo.builder(0, StreamKind.AUDIO, "aac")
            .language(Optional.of(LONG))
            .title(Optional.of(LONG))
            .build();
    Chapter chapter = new Chapter(Duration.ZERO, Duration.ofSeconds(1), Optional.of(LONG));
    MediaInfo info =
        new MediaInfo(
            "mov",
            Optional.empty(),
            OptionalLong.empty(),
            List.of(stream),
            List.of(chapter),
            Map.of("title", LONG, "artist", "short"));

    assertThat(info.streams().get(0).language().orElseThrow()).hasSize(35);
    assertThat(info.streams().get(0).title().orElseThrow()).hasSize(200);
    assertThat(info.chapters().get(0).title().orElseThrow()).hasSize(200);
    assertThat(info.tags().get("title")).hasSize(10_000);
    assertThat(info.tags()).containsEntry("artist", "short");
  }

  @Test
  void a_pair_of_surrogates_is_not_cut_in_half() {
    Optional<String> title = Optional.of("x".repeat(199) + "\uD83D\uDE00");

    assertThat(StreamInfo.builder(0, StreamKind.AUDIO, "aac").title(title).build().title())
        .hasValue("x".repeat(199));
  }
}
