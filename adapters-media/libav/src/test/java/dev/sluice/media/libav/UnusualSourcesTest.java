package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.FileLayout;
import dev.sluice.media.libav.fixture.FlvFile;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Sources with odd clocks, absurd headers, or an index at the end. */
class UnusualSourcesTest extends CornerCaseFixture {
  @ParameterizedTest
  @CsvSource({"MP4, COPY", "MKV, COPY", "MP4, H264", "WEBM, VP9"})
  void a_clock_that_does_not_begin_at_zero_is_set_back(Container container, VideoCodec codec) {
    byte[] clip = SampleClip.of("mpegts", "h264", "aac").bytes();

    Inspection made = Inspection.of(convert(clip, container, codec));

    assertThat(made.pictures).hasSize(50);
    assertThat(made.pictures.firstKey() / 1e6).isCloseTo(0, within(0.05));
    assertThat(made.beepNear(1)).isCloseTo(1.0, within(0.05));
    assertThat(made.facts.duration().orElseThrow().toMillis() / 1e3).isCloseTo(2, within(0.08));
  }

  @ParameterizedTest
  @CsvSource({"mpeg4, MP4, COPY", "mpeg4, MKV, COPY", "mpeg4, MP4, H264", "h264, MP4, H264"})
  void avi_whose_pictures_are_out_of_order_comes_out_in_order(
      String codec, Container container, VideoCodec asked) {
    byte[] clip = SampleClip.of("avi", codec, "mp3").encodedWith(Map.of("bf", "2")).bytes();
    Inspection before = Inspection.of(SampleClip.of("matroska", "ffv1", "").bytes());

    Inspection made = Inspection.of(convert(clip, container, asked));

    assertThat(made.pictures).hasSize(50);
    assertThat(made.decodeTimes.get(StreamKind.VIDEO)).isSorted().doesNotHaveDuplicates();
    for (double at : new double[] {0.2, 0.52, 1.0, 1.6}) {
      double difference = Inspection.difference(made.pictureAt(at), before.pictureAt(at));
      double later = Inspection.difference(made.pictureAt(at), before.pictureAt(at + 0.12));
      assertThat(difference).as("at %s", at).isLessThan(later);
    }
  }

  @Test
  void dv_whose_clock_is_taken_for_its_rate_becomes_a_film_with_its_timecode() {
    byte[] clip =
        SampleClip.of("dv", "dvvideo", "pcm_s16le")
            .size(720, 576)
            .sound(2, 48_000)
            .tagged(Map.of("timecode", "01:00:00:00"))
            .bytes();
    assertThat(video(clip).frameRate()).isEqualTo(25);

    byte[] made = convert(clip, Container.MP4, VideoCodec.H264, AudioCodec.AAC);

    assertThat(Inspection.of(made).pictures).hasSize(50);
    assertThat(new String(made, StandardCharsets.ISO_8859_1)).contains("tmcd");
  }

  @Test
  void a_picture_beyond_every_sense_is_refused_before_it_is_decoded() {
    byte[] clip = SampleClip.of("matroska", "ffv1", "").bytes();
    LibavTranscoder small = new LibavTranscoder(LibavSettings.standard().maxPixels(160 * 120 - 1));

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> small.probe(List.of(MemoryInput.of(clip)), StageMonitor.none()))
        .withMessageContaining("160 x 120")
        .satisfies(
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_LIMITS_EXCEEDED));
  }

  @Test
  void a_header_that_claims_an_absurd_size_is_refused() {
    byte[] clip = SampleClip.of("matroska", "ffv1", "").bytes();
    // Matroska's PixelWidth (0xB0) of one byte, 160, and PixelHeight (0xBA), 120.
    int at =
        new String(clip, StandardCharsets.ISO_8859_1).indexOf("\u00b0\u0081\u00a0\u00ba\u0081x");
    assertThat(at).isPositive();
    clip[at + 1] = (byte) 0x84;
    clip[at + 2] = 0x00;
    clip[at + 3] = (byte) 0xff;
    clip[at + 4] = (byte) 0xff;
    clip[at + 5] = (byte) 0xff;

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> convert(clip, Container.MKV, VideoCodec.H264))
        .satisfies(
            failure ->
                assertThat(failure.code())
                    .isIn(FailureCode.MEDIA_LIMITS_EXCEEDED, FailureCode.MEDIA_DAMAGED));
  }

  @ParameterizedTest
  @EnumSource(
      value = Container.class,
      names = {"MP4", "MKV", "WEBM", "MOV"})
  void too_little_room_for_the_index_costs_a_second_run(Container container) {
    byte[] clip = SampleClip.of("matroska", "vp9", "opus").lasting(Duration.ofSeconds(20)).bytes();
    LibavTranscoder stingy =
        new LibavTranscoder(LibavSettings.standard(), (source, plan, any) -> 40, 1 << 20);
    MemorySink sink = new MemorySink();
    VideoCodec codec = videoFor(container);

    stingy.transcode(
        List.of(MemoryInput.of(clip)),
        spec(container, codec, AudioCodec.COPY),
        sink,
        StageMonitor.none());

    assertThat(sink.beginCount()).isGreaterThan(1);
    assertThat(FileLayout.indexInFront(sink.bytes())).isTrue();
    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(500);
  }

  @Test
  void streams_that_change_cost_no_run_that_the_index_needs() {
    byte[] first = FlvFile.withChannelsListed(SampleClip.of("flv", "h264", "aac").bytes());
    byte[] second = SampleClip.of("flv", "h264", "aac").size(320, 240).sound(2, 44_100).bytes();
    LibavTranscoder stingy =
        new LibavTranscoder(LibavSettings.standard(), (source, plan, any) -> 40, 1 << 20);
    MemorySink sink = new MemorySink();

    Transcoder.Result made =
        stingy.transcode(
            List.of(MemoryInput.of(EncodedTrack.joined(first, FlvFile.later(second, 2_000)))),
            spec(Container.MP4, VideoCodec.AUTO, AudioCodec.COPY),
            sink,
            StageMonitor.none());

    // Twice for the changes, once to find the size of the index, once with room for it.
    assertThat(sink.beginCount()).isEqualTo(4);
    assertThat(made.plan()).isEqualTo("h264>h264 aac>aac");
    assertThat(FileLayout.indexInFront(sink.bytes())).isTrue();
    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(100);
  }

  @Test
  void an_index_that_fits_by_a_byte_or_not_quite_is_in_front_either_way() {
    byte[] clip = SampleClip.of("matroska", "vp9", "opus").bytes();
    byte[] roomy = convert(clip, Container.MP4, VideoCodec.COPY);
    int at = new String(roomy, StandardCharsets.ISO_8859_1).indexOf("moov") - 4;
    int exact = ByteBuffer.wrap(roomy).getInt(at);

    for (int room = exact - 10; room <= exact + 20; room++) {
      int left = room;
      MemorySink sink = new MemorySink();
      new LibavTranscoder(LibavSettings.standard(), (source, plan, any) -> left, 1 << 20)
          .transcode(
              List.of(MemoryInput.of(clip)),
              spec(Container.MP4, VideoCodec.COPY, AudioCodec.COPY),
              sink,
              StageMonitor.none());

      assertThat(FileLayout.indexInFront(sink.bytes())).as("%d bytes", room).isTrue();
      assertThat(sink.beginCount()).as("%d bytes", room).isEqualTo(room < exact + 8 ? 2 : 1);
      assertThat(Inspection.of(sink.bytes()).pictures).hasSize(50);
    }
  }

  @Test
  void an_index_at_the_end_of_an_input_that_cannot_seek_is_spooled_and_nothing_stays() {
    byte[] clip = SampleClip.of("mp4", "h264", "aac").indexAtEnd().bytes();
    assertThat(FileLayout.indexInFront(clip)).isFalse();
    LibavTranscoder spooling =
        new LibavTranscoder(LibavSettings.standard().spoolTo(folder, clip.length));
    MemorySink sink = new MemorySink();

    spooling.transcode(
        List.of(MemoryInput.of(clip).forwardOnly()),
        spec(Container.MP4, VideoCodec.COPY, AudioCodec.COPY),
        sink,
        StageMonitor.none());

    assertThat(FileLayout.indexInFront(sink.bytes())).isTrue();
    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(50);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_source_that_must_not_be_spooled_is_rejected_with_a_sentence() {
    byte[] clip = SampleClip.of("mov", "h264", "aac").indexAtEnd().bytes();
    LibavTranscoder narrow =
        new LibavTranscoder(LibavSettings.standard().spoolTo(folder, clip.length - 1));
    List<MediaInput> input = List.of(MemoryInput.of(clip).forwardOnly().unsized());

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> narrow.probe(input, StageMonitor.none()))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_TOO_LARGE));
    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(
            () ->
                transcoder.probe(List.of(MemoryInput.of(clip).forwardOnly()), StageMonitor.none()))
        .withMessageContaining("ranges");
    assertThat(folder).isEmptyDirectory();
  }
}
