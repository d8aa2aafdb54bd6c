package dev.sluice.media.libav.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemorySink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Clips of a source. Their pictures and sound are compared rather than their times. */
abstract class ClipFixture {
  static final double FRAME = 0.040;
  static final Duration SIX = Duration.ofSeconds(6);

  /** Six seconds, a key picture in each. */
  static final Inspection ORIGINAL =
      Inspection.of(SampleClip.of("matroska", "ffv1", "flac").lasting(SIX).bytes());

  private static final Map<SampleClip, byte[]> MADE = new ConcurrentHashMap<>();

  final LibavTranscoder transcoder = new LibavTranscoder();

  /** Returns the bytes of the clip, which is made once for all cases. */
  static byte[] bytes(SampleClip clip) {
    return MADE.computeIfAbsent(clip, SampleClip::bytes);
  }

  static void assertShownAt(Inspection made, double at, double originally) {
    assertShownAt(made, at, ORIGINAL, originally);
  }

  static void assertShownAt(Inspection made, double at, Inspection source, double originally) {
    byte[] shown = made.pictureAt(at);
    double best = Double.POSITIVE_INFINITY;
    int off = 0;
    for (int i = -4; i <= 4; i++) {
      double then = originally + i * FRAME;
      if (then < 0 || then > 6 - FRAME / 2) {
        continue;
      }
      double difference = Inspection.difference(shown, source.pictureAt(then));
      if (difference < best) {
        best = difference;
        off = i;
      }
    }
    assertThat(off).as("frames off at %.2f, which was %.2f", at, originally).isZero();
    assertThat(best).isLessThan(9);
  }

  Inspection convert(MediaInput input, OutputSpec output) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(List.of(input), output, sink, StageMonitor.none());
    return Inspection.of(sink.bytes());
  }

  static OutputSpec spec(
      Container container, VideoCodec video, AudioCodec audio, Double from, Double to) {
    return OutputSpec.DEFAULT
        .withContainer(container)
        .withVideoCodec(video)
        .withAudioCodec(audio)
        .withClip(
            new Clip(Optional.of(moment(from)), Optional.ofNullable(to).map(ClipTest::moment)));
  }

  static Clip.Timecode moment(double seconds) {
    return new Clip.Timecode(Duration.ofMillis(Math.round(seconds * 1_000)));
  }

  /** How many bytes were read. */
  static final class Counting implements MediaInput {
    private final MediaInput input;
    long count;

    Counting(MediaInput input) {
      this.input = input;
    }

    @Override
    public java.util.OptionalLong size() {
      return input.size();
    }

    @Override
    public boolean seekable() {
      return input.seekable();
    }

    @Override
    public Optional<String> announcedType() {
      return input.announcedType();
    }

    @Override
    public int read(long position, java.nio.ByteBuffer buffer) {
      int read = input.read(position, buffer);
      count += Math.max(0, read);
      return read;
    }
  }
}
