package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.OutputSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SizeEstimateTest {
  private static final StreamInfo VIDEO =
      StreamInfo.builder(0, StreamKind.VIDEO, "h264").size(1_280, 720).frameRate(25).build();
  private static final StreamInfo AUDIO =
      StreamInfo.builder(1, StreamKind.AUDIO, "vorbis").bitrate(OptionalLong.of(128_000)).build();

  private static final StreamReport COPIED_VIDEO = StreamReport.copied(VIDEO);
  private static final StreamReport COPIED_AUDIO = StreamReport.copied(AUDIO);
  private static final StreamReport ENCODED_AUDIO = StreamReport.encoded(AUDIO, "aac", "asked for");
  private static final StreamReport ENCODED_VIDEO =
      StreamReport.encoded(VIDEO, "h264", "asked for");
  private static final StreamReport DROPPED_VIDEO = StreamReport.dropped(VIDEO, "only sound");

  private static final OptionalLong MEGABYTES = OptionalLong.of(10_000_000);
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  private static Transcoder.Plan plan(Optional<Duration> length, StreamReport... streams) {
    return new Transcoder.Plan(
        new MediaInfo(
            "matroska,webm",
            length,
            OptionalLong.empty(),
            List.of(VIDEO, AUDIO),
            List.of(),
            Map.of()),
        List.of(streams),
        Optional.of(720));
  }

  private static Transcoder.Plan plan(StreamReport... streams) {
    return plan(Optional.of(Duration.ofSeconds(100)), streams);
  }

  @Test
  void what_is_copied_is_as_large_as_the_source() {
    assertThat(SizeEstimate.of(plan(COPIED_VIDEO, COPIED_AUDIO), OutputSpec.DEFAULT, MEGABYTES))
        .hasValue(10_000_000);
  }

  @Test
  void a_clip_is_as_large_as_its_part_of_the_source() {
    OutputSpec clip =
        OutputSpec.DEFAULT.withClip(
            new Clip(
                Optional.of(new Clip.Timecode(Duration.ofSeconds(80))),
                Optional.of(new Clip.Timecode(Duration.ofSeconds(200)))));

    assertThat(SizeEstimate.of(plan(COPIED_VIDEO, COPIED_AUDIO), clip, MEGABYTES))
        .hasValue(2_000_000);
  }

  @Test
  void encoded_sound_has_its_bitrate_and_a_copied_picture_the_rest_of_the_source() {
    OutputSpec output = OutputSpec.builder().audioBitrate(AudioBitrate.K64).build();

    // 10 MB less 1.6 MB of vorbis, and 0.8 MB of aac.
    assertThat(SizeEstimate.of(plan(COPIED_VIDEO, ENCODED_AUDIO), output, MEGABYTES))
        .hasValue(9_200_000);
    assertThat(SizeEstimate.of(plan(DROPPED_VIDEO, ENCODED_AUDIO), output, UNKNOWN))
        .hasValue(800_000);
  }

  @Test
  void an_encoded_picture_is_that_of_an_ordinary_film() {
    assertThat(SizeEstimate.of(plan(ENCODED_VIDEO, COPIED_AUDIO), OutputSpec.DEFAULT, UNKNOWN))
        .hasValue(21_760_000);
  }

  @Test
  void what_is_unknown_stays_so() {
    assertThat(SizeEstimate.of(plan(COPIED_VIDEO, ENCODED_AUDIO), OutputSpec.DEFAULT, UNKNOWN))
        .isEmpty();
    assertThat(
            SizeEstimate.of(
                plan(Optional.empty(), COPIED_VIDEO, ENCODED_AUDIO), OutputSpec.DEFAULT, MEGABYTES))
        .isEmpty();
    assertThat(
            SizeEstimate.of(
                plan(Optional.empty(), COPIED_VIDEO, COPIED_AUDIO), OutputSpec.DEFAULT, MEGABYTES))
        .hasValue(10_000_000);
  }
}
