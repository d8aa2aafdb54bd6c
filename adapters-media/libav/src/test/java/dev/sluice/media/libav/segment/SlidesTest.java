package dev.sluice.media.libav.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.ProcessSettings;
import dev.sluice.media.libav.ProcessTranscoder;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Slides in transport streams that cannot be read again: the first picture, which tells the size,
 * ends where the next one begins.
 */
class SlidesTest extends HlsFilmsFixture {
  private static final int PACKET = 188;
  private static final EncodedTrack SOUND = TestAudio.aac().lasting(75).track();

  /** A picture every 15 seconds. */
  private static final EncodedTrack SLIDES =
      TestVideo.h264()
          .at(1)
          .lasting(75)
          .gop(1)
          .track()
          .filtered(unit -> unit.pts() / EncodedTrack.TICKS % 15 == 0);

  private static final List<byte[]> SEGMENTS = segments(SLIDES);

  private static List<byte[]> segments(EncodedTrack slides) {
    return TrackMuxer.of("mpegts", SOUND.shifted(10), slides.shifted(10)).pieces(25, 40, 55, 70);
  }

  private void serve(List<byte[]> segments) {
    site.segments("/slides", segments);
    site.playlist("/a", HlsSite.ended(HlsSite.lines("/slides", segments.size(), 15)));
  }

  @ParameterizedTest
  @EnumSource(
      value = VideoCodec.class,
      names = {"H264", "COPY"})
  void slides_in_segments_become_a_film(VideoCodec codec) {
    serve(SEGMENTS);

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT.withVideoCodec(codec)));

    assertThat(made.pictures).hasSize(5);
    assertThat(made.width).isEqualTo(160);
    assertThat((made.pictures.lastKey() - made.pictures.firstKey()) / 1e6)
        .isCloseTo(60, within(0.1));
    assertThat((made.soundEnd - made.soundStart) / 1e6).isCloseTo(75, within(0.1));
    assertThat(site.site().requests("/slides/0")).hasSize(1);
  }

  @Test
  void the_first_slide_may_come_after_segments_of_sound() {
    serve(segments(SLIDES.without(0, 31)));

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT));

    assertThat(made.pictures).hasSize(2);
    assertThat(made.pictures.firstKey() / 1e6).isCloseTo(45, within(0.1));
    assertThat(made.soundEnd / 1e6).isCloseTo(75, within(0.1));
  }

  @Test
  void a_child_process_reads_them_too() {
    serve(SEGMENTS);
    MemorySink sink = new MemorySink();

    try (ProcessTranscoder isolated =
            new ProcessTranscoder(ProcessSettings.standard().children(1));
        Media media = fetcher.open(new FetchRequest(site.url("/a"), OutputSpec.DEFAULT), monitor)) {
      isolated.transcode(media.inputs(), OutputSpec.DEFAULT, sink, monitor);
    }

    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(5);
  }

  @Test
  void a_picture_that_is_only_announced_keeps_no_sound_waiting() {
    List<byte[]> radio = segments(SLIDES.without(0, 75));
    serve(radio);

    byte[] made = fetched(OutputSpec.DEFAULT.withContainer(Container.M4A));

    assertThat(Inspection.of(made).soundEnd / 1e6).isCloseTo(75, within(0.1));
    assertThat(monitor.downloaded()).isEqualTo(radio.stream().mapToLong(each -> each.length).sum());
  }

  @Test
  void a_file_that_is_read_once_is_no_different() {
    byte[] file = EncodedTrack.joined(SEGMENTS.toArray(byte[][]::new));
    MemorySink sink = new MemorySink();

    transcoder.transcode(
        List.of(MemoryInput.of(file).forwardOnly().unsized()),
        OutputSpec.DEFAULT,
        sink,
        StageMonitor.none());

    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(5);
  }

  @Test
  void slides_behind_too_much_padding_are_refused_with_the_reason() {
    MediaInput padded = new PaddedInput(EncodedTrack.joined(SEGMENTS.toArray(byte[][]::new)));

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class,
            () ->
                transcoder.transcode(
                    List.of(padded),
                    OutputSpec.DEFAULT.withVideoCodec(VideoCodec.H264),
                    new MemorySink(),
                    StageMonitor.none()));

    assertThat(failure.code()).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
    assertThat(failure).hasMessageContaining("16 MiB").hasMessageContaining("h264");
  }

  /** A stream with empty packets behind each packet, which can be read once. */
  private static final class PaddedInput implements MediaInput {
    private static final int EMPTY = 200;

    private final byte[] stream;

    PaddedInput(byte[] stream) {
      this.stream = stream;
    }

    @Override
    public OptionalLong size() {
      return OptionalLong.empty();
    }

    @Override
    public boolean seekable() {
      return false;
    }

    @Override
    public Optional<String> announcedType() {
      return Optional.empty();
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      long end = (long) stream.length * (EMPTY + 1);
      int count = (int) Math.min(buffer.remaining(), end - position);
      for (int i = 0; i < count; i++) {
        int number = (int) ((position + i) / PACKET);
        int at = (int) ((position + i) % PACKET);
        buffer.put(
            number % (EMPTY + 1) == 0 ? stream[number / (EMPTY + 1) * PACKET + at] : empty(at));
      }
      return count == 0 ? -1 : count;
    }

    private static byte empty(int at) {
      return switch (at) {
        case 0 -> 0x47;
        case 1 -> 0x1f;
        case 3 -> 0x10;
        default -> (byte) 0xff;
      };
    }
  }
}
