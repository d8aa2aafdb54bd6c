package dev.sluice.media.libav;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The cases that the ffmpeg program has learned about in twenty years. */
abstract class CornerCaseFixture {
  final LibavTranscoder transcoder = new LibavTranscoder();

  @TempDir Path folder;

  static VideoCodec videoFor(Container container) {
    return container == Container.MOV ? VideoCodec.H264 : VideoCodec.COPY;
  }

  byte[] convert(byte[] clip, Container container, VideoCodec video) {
    return convert(clip, container, video, AudioCodec.COPY);
  }

  byte[] convert(byte[] clip, Container container, VideoCodec video, AudioCodec audio) {
    return convert(MemoryInput.of(clip), spec(container, video, audio));
  }

  byte[] convert(MediaInput input, OutputSpec output) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(List.of(input), output, sink, StageMonitor.none());
    return sink.bytes();
  }

  static OutputSpec spec(Container container, VideoCodec video, AudioCodec audio) {
    return OutputSpec.builder()
        .container(container)
        .videoCodec(video)
        .audioCodec(audio)
        .audioBitrate(AudioBitrate.K128)
        .build();
  }

  MediaInfo probe(byte[] file) {
    return transcoder.probe(List.of(MemoryInput.of(file)), StageMonitor.none());
  }

  StreamInfo video(byte[] file) {
    return probe(file).first(StreamKind.VIDEO).orElseThrow();
  }

  StreamInfo audio(byte[] file) {
    return audio(probe(file));
  }

  static StreamInfo audio(MediaInfo facts) {
    return facts.first(StreamKind.AUDIO).orElseThrow();
  }
}
