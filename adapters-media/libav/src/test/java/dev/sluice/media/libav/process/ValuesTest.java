package dev.sluice.media.libav.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.LanguageChoice;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.core.request.VideoQuality;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValuesTest {
  private static final StreamInfo STREAM =
      StreamInfo.builder(3, StreamKind.AUDIO, "opus")
          .language(Optional.of("de"))
          .start(Optional.of(Duration.ofMillis(-7)))
          .bitrate(OptionalLong.of(1L << 40))
          .dispositions(Set.of(Disposition.DEFAULT, Disposition.DUB))
          .title(Optional.of("Ü 𝄞"))
          .build();

  private static final MediaInfo INFO =
      new MediaInfo(
          "matroska,webm",
          Optional.of(Duration.ofNanos(123_456_789_012L)),
          OptionalLong.empty(),
          List.of(STREAM),
          List.of(new MediaInfo.Chapter(Duration.ZERO, Duration.ofDays(1), Optional.empty())),
          Map.of("title", "A talk"));

  @Test
  void the_result_of_a_call_comes_back_as_it_was() {
    Transcoder.Result result =
        new Transcoder.Result(
            INFO,
            "opus:copy",
            List.of(StreamReport.copied(STREAM)),
            List.of("a hole"),
            Optional.of(720),
            Optional.of(new Transcoder.Picture(new byte[] {1, 2})),
            Map.of(4, new byte[] {5}),
            Map.of(2L, Duration.ofSeconds(9)));

    byte[] bytes = Values.write(Transcoder.Result.class, result);
    Transcoder.Result read = Values.read(Transcoder.Result.class, ByteBuffer.wrap(bytes));

    assertThat(read.source()).isEqualTo(INFO);
    assertThat(read.streams()).isEqualTo(result.streams());
    assertThat(read.missing()).isEqualTo(result.missing());
    assertThat(read.shorterSide()).isEqualTo(result.shorterSide());
    assertThat(read.thumbnail().orElseThrow().bytes()).containsExactly(1, 2);
    assertThat(read.subtitles().get(4)).containsExactly(5);
    assertThat(read.clockStarts()).isEqualTo(result.clockStarts());
  }

  @Test
  void every_option_of_an_output_comes_back() {
    OutputSpec spec =
        OutputSpec.builder()
            .container(Container.MKV)
            .videoCodec(VideoCodec.H265)
            .audioCodec(AudioCodec.OPUS)
            .audioBitrate(AudioBitrate.K320)
            .videoQuality(new VideoQuality(11))
            .preset(VideoQuality.Preset.LOW)
            .maxResolution(new MaxResolution(480))
            .clip(
                new Clip(
                    Optional.of(Clip.Timecode.parse("1.5")), Optional.of(Clip.Timecode.parse("2"))))
            .audioLanguages(LanguageChoice.parse("de,en"))
            .audioTracks(AudioTracks.ALL)
            .allowIncomplete(true)
            .build();

    byte[] bytes = Values.write(OutputSpec.class, spec);

    assertThat(Values.read(OutputSpec.class, ByteBuffer.wrap(bytes))).isEqualTo(spec);
    // A new option of an output needs its place in the protocol.
    long options =
        Arrays.stream(OutputSpec.Builder.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> method.getReturnType() == OutputSpec.Builder.class)
            .count();
    assertThat(OutputOptions.class.getRecordComponents()).hasSize((int) options);
  }

  @Test
  void a_count_beyond_the_bytes_is_rejected_before_room_is_made_for_it() {
    byte[] list = ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).array();

    assertThatThrownBy(() -> Values.readList(StreamReport.class, ByteBuffer.wrap(list)))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> Values.read(byte[].class, ByteBuffer.wrap(list)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void damaged_bytes_are_a_breach_and_nothing_else() {
    byte[] bytes = Values.write(MediaInfo.class, INFO);
    Random random = new Random(20);
    int rejected = 0;

    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = Arrays.copyOf(bytes, bytes.length - random.nextInt(3));
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        Values.read(MediaInfo.class, ByteBuffer.wrap(damaged));
      } catch (ProtocolException breach) {
        rejected++;
      }
    }

    assertThat(rejected).isPositive();
  }
}
