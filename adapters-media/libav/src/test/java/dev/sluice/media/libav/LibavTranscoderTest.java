package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.contract.TranscoderContract;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibavTranscoderTest extends TranscoderContract {
  // Large enough for several reads and writes of the byte streams' buffers.
  private static final SampleClip FILM =
      SampleClip.of("mp4", "h264", "aac")
          .size(640, 480)
          .lasting(Duration.ofSeconds(4))
          .encodedWith(Map.of("qp", "8"));
  private static final byte[] BOTH = FILM.bytes();
  private static final byte[] PICTURE = FILM.silent().bytes();
  private static final byte[] SOUND = FILM.blind().bytes();

  private final LibavTranscoder transcoder = new LibavTranscoder();

  @Override
  protected Transcoder transcoder() {
    return transcoder;
  }

  @Override
  protected byte[] film() {
    return BOTH;
  }

  @Override
  protected byte[] pictureOnly() {
    return PICTURE;
  }

  @Override
  protected byte[] soundOnly() {
    return SOUND;
  }

  @ParameterizedTest
  @CsvSource({
    "MP4, COPY, h264:copy vorbis>aac, h264 aac",
    "MOV, COPY, h264:copy vorbis>aac, h264 aac",
    "MKV, COPY, h264:copy vorbis:copy, h264 vorbis",
    "WEBM, VP9, h264>vp9 vorbis:copy, vp9 vorbis"
  })
  void copied_audio_falls_back_where_it_does_not_fit(
      Container container, VideoCodec video, String plan, String codecs) {
    byte[] clip = SampleClip.of("matroska", "h264", "vorbis").bytes();
    MemorySink sink = new MemorySink();

    Transcoder.Result result =
        transcoder.transcode(
            List.of(MemoryInput.of(clip)),
            OutputSpec.builder()
                .container(container)
                .videoCodec(video)
                .audioBitrate(AudioBitrate.K128)
                .build(),
            sink,
            StageMonitor.none());

    assertThat(result.plan()).isEqualTo(plan);
    MediaInfo facts = transcoder.probe(List.of(MemoryInput.of(sink.bytes())), StageMonitor.none());
    assertThat(facts.streams().stream().map(StreamInfo::codec)).containsExactly(codecs.split(" "));
  }
}
