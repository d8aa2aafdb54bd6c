package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.codec.FilterChain;
import dev.sluice.media.libav.fixture.CustomClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several tracks, their languages, and pictures that do not come evenly. */
class TracksTest {
  private final LibavTranscoder transcoder = new LibavTranscoder();

  @Test
  void an_mkv_keeps_every_sound_track_and_an_mp4_the_default_one() {
    byte[] film = SampleClip.of("mp4", "h264", "aac").bytes();
    byte[] other = SampleClip.of("matroska", "", "ac3").sound(6, 48_000).bytes();

    byte[] both =
        convert(
            List.of(MemoryInput.of(film), MemoryInput.of(other)), Container.MKV, VideoCodec.COPY);
    byte[] one = convert(List.of(MemoryInput.of(both)), Container.MP4, VideoCodec.COPY);

    assertThat(codecs(both)).containsExactly("h264", "aac", "ac3");
    assertThat(codecs(one)).containsExactly("h264", "aac");
  }

  @ParameterizedTest
  @CsvSource({"MP4, COPY", "MKV, COPY", "MOV, H264", "MP4, H265", "WEBM, VP9"})
  void uneven_times_and_languages_survive(Container container, VideoCodec codec) {
    byte[] clip = uneven();
    List<Long> before = new ArrayList<>(Inspection.of(clip).pictures.keySet());
    assertThat(before).hasSize(25).contains(160_000L, 1_200_000L).doesNotContain(200_000L);

    byte[] made = convert(List.of(MemoryInput.of(clip)), container, codec);

    Inspection result = Inspection.of(made);
    List<Long> after = new ArrayList<>(result.pictures.keySet());
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.size(); i++) {
      assertThat((double) after.get(i)).isCloseTo(before.get(i), within(1_500.0));
    }
    if (container != Container.MOV) {
      // QuickTime's own table of languages knows this one only as "ger", and libav writes no other.
      assertThat(result.facts.streams().get(0).language()).contains("deu");
    }
  }

  // Of fifty pictures the second half of each second is left out.
  private static byte[] uneven() {
    return new CustomClip(
            "mpeg4",
            Map.of(),
            context -> context.bit_rate(500_000),
            encoder -> {
              AVDictionary tags = new AVDictionary((Pointer) null);
              av_dict_set(tags, "language", "deu", 0);
              encoder.stream().metadata(tags);
            })
        .of(
            new FilterChain.Step("testsrc2", "size=160x120:rate=25:duration=2"),
            new FilterChain.Step("select", "expr=lt(mod(n\\,10)\\,5)"),
            new FilterChain.Step("format", "pix_fmts=yuv420p"));
  }

  private byte[] convert(List<MediaInput> inputs, Container container, VideoCodec video) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(
        inputs,
        OutputSpec.builder()
            .container(container)
            .videoCodec(video)
            .audioBitrate(AudioBitrate.K128)
            .build(),
        sink,
        StageMonitor.none());
    return sink.bytes();
  }

  private List<String> codecs(byte[] file) {
    MediaInfo facts = transcoder.probe(List.of(MemoryInput.of(file)), StageMonitor.none());
    return facts.streams().stream().map(StreamInfo::codec).toList();
  }
}
