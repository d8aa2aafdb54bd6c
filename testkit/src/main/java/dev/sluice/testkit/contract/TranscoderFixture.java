package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;

/** The parts of {@link TranscoderContract} that an adapter's test provides, and its helpers. */
abstract class TranscoderFixture {
  static final OutputSpec COPY_TO_MKV = copyTo(Container.MKV);

  /** Returns the transcoder under test. */
  protected abstract Transcoder transcoder();

  /** Returns an mp4 of a few seconds with h264 and aac, its index in front. */
  protected abstract byte[] film();

  /** Returns the same mp4 without its audio. */
  protected abstract byte[] pictureOnly();

  /** Returns the same mp4 without its video. */
  protected abstract byte[] soundOnly();

  byte[] copied(MediaInput input) {
    MemorySink sink = new MemorySink();
    transcode(input, copyTo(Container.MP4), sink);
    return sink.bytes();
  }

  Transcoder.Result transcode(MediaInput input, OutputSpec output, ArtifactSink sink) {
    return transcoder().transcode(List.of(input), output, sink, StageMonitor.none());
  }

  MediaInfo probe(MediaInput input) {
    return transcoder().probe(List.of(input), StageMonitor.none());
  }

  List<String> codecs(MemorySink sink) {
    return probe(MemoryInput.of(sink.bytes())).streams().stream().map(StreamInfo::codec).toList();
  }

  static long millis(MediaInfo facts) {
    return facts.duration().orElseThrow().toMillis();
  }

  AbstractThrowableAssert<?, ?> assertFails(MediaInput input, FailureCode code) {
    return assertFails(input, COPY_TO_MKV, code);
  }

  AbstractThrowableAssert<?, ?> assertFails(MediaInput input, OutputSpec output, FailureCode code) {
    Throwable thrown = catchThrowable(() -> transcode(input, output, new MemorySink()));
    assertThat(thrown).isInstanceOf(SluiceException.class);
    assertThat(((SluiceException) thrown).code()).as("%s", thrown.getMessage()).isEqualTo(code);
    return assertThat(thrown);
  }

  static OutputSpec copyTo(Container container) {
    return spec(container, VideoCodec.COPY, AudioCodec.COPY);
  }

  static OutputSpec spec(Container container, VideoCodec video, AudioCodec audio) {
    return OutputSpec.builder()
        .container(container)
        .videoCodec(video)
        .audioCodec(audio)
        .audioBitrate(AudioBitrate.K128)
        .build();
  }
}
