package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioBitrate;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.EncodedTrack.Unit;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that were cut or broken where they lie, with a transport that says nothing about it. */
class DamagedSourceTest {
  private final LibavTranscoder transcoder = new LibavTranscoder();

  @Test
  void a_broken_packet_near_the_end_costs_no_picture_behind_it() {
    int[] seen = new int[1];
    byte[] broken =
        AlteredClip.of(
            SampleClip.of("matroska", "h264", "").encodedWith(Map.of("g", "1", "bf", "0")).bytes(),
            "matroska",
            List.of(),
            packet -> {
              if (seen[0]++ == 47) {
                packet.data().capacity(packet.size()).fill(0xff);
              }
              return true;
            });
    MemorySink sink = new MemorySink();

    transcoder.transcode(
        List.of(MemoryInput.of(broken)),
        OutputSpec.DEFAULT.withVideoCodec(VideoCodec.H264),
        sink,
        StageMonitor.none());

    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(49);
  }

  @Test
  void a_packet_that_the_container_cannot_hold_is_left_out_and_told() {
    List<byte[]> pieces =
        TrackMuxer.of("mpegts", TestVideo.h264().track(), TestAudio.aac().track()).pieces(1, 2);
    // The second ends within a frame of AAC, which mp4 takes only with a whole header.
    byte[] holed =
        EncodedTrack.joined(pieces.get(0), Arrays.copyOf(pieces.get(1), 10 * 188), pieces.get(2));
    MemorySink sink = new MemorySink();

    Transcoder.Result made =
        transcoder.transcode(
            List.of(MemoryInput.of(holed)),
            OutputSpec.builder().container(Container.MP4).allowIncomplete(true).build(),
            sink,
            StageMonitor.none());

    assertThat(made.missing())
        .contains(
            "1 of the 97 packets of the source's aac stream are damaged, and mp4 cannot hold"
                + " them");
    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(52);
    assertThat(failure(MemoryInput.of(holed)))
        .hasMessageContaining("matroska cannot hold one of its first ")
        .hasMessageContaining("or set the option 'allow incomplete'");
  }

  @ParameterizedTest
  @CsvSource({"25, false", "5, true"})
  void pictures_that_go_back_in_time_are_counted(int oneIn, boolean isDamage) {
    EncodedTrack track = TestVideo.of("mjpeg").track();
    List<Unit> units = new ArrayList<>();
    for (Unit unit : track.units()) {
      boolean goesBack = units.size() % oneIn == oneIn - 1;
      long later = EncodedTrack.ticks(goesBack ? 0.5 : 1);
      units.add(
          new Unit(unit.data(), unit.pts() + later, unit.dts(), unit.duration(), unit.isKey()));
    }
    MemorySink sink = new MemorySink();
    Transcoder.Result[] made = new Transcoder.Result[1];

    Throwable failure =
        catchThrowable(
            () ->
                made[0] =
                    transcoder.transcode(
                        List.of(MemoryInput.of(TrackMuxer.file("matroska", track.with(units)))),
                        OutputSpec.DEFAULT.withVideoCodec(VideoCodec.H264),
                        sink,
                        StageMonitor.none()));

    if (isDamage) {
      assertThat(failure).hasMessageContaining("go back in time and were left out");
    } else {
      assertThat(made[0].streams().get(0).reason().orElseThrow())
          .contains("3 pictures that go back in time were left out");
      assertThat(Inspection.of(sink.bytes()).pictures).hasSize(72);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mp4, h264, aac",
    "mov, h264, aac",
    "matroska, h264, aac",
    "webm, vp9, opus",
    "mpegts, h264, aac",
    "avi, mpeg4, mp3",
    "flv, h264, aac",
    "wav, '', pcm_s16le",
    "ogg, '', opus",
    "ogg, '', vorbis",
    "flac, '', flac",
    "mp3, '', mp3"
  })
  void a_cut_file_is_never_a_result(String format, String video, String audio) {
    byte[] whole =
        SampleClip.of(format, video, audio).size(320, 240).lasting(Duration.ofSeconds(6)).bytes();
    assertThat(failure(MemoryInput.of(whole))).as("the whole file").isNull();
    assertThat(failure(MemoryInput.of(whole).forwardOnly())).as("the whole file, forward").isNull();

    for (double part : new double[] {0.2, 0.5, 0.7}) {
      // Odd, so never at the edge of a transport packet: such a truncation cannot be detected.
      byte[] cut = Arrays.copyOf(whole, (int) (whole.length * part) | 1);
      assertDamaged(MemoryInput.of(cut), part);
      assertDamaged(MemoryInput.of(cut).forwardOnly(), part);
      if (format.equals("mp3")) {
        // Without a size libav does not believe an mp3's header, which is all that it announces.
        continue;
      }
      assertDamaged(MemoryInput.of(cut).unsized(), part);
      assertDamaged(MemoryInput.of(cut).forwardOnly().unsized(), part);
    }
  }

  @ParameterizedTest
  @CsvSource({"mp4, h264, aac", "matroska, h264, aac", "webm, vp9, opus"})
  void even_the_last_bytes_are_missed(String format, String video, String audio) {
    byte[] whole = SampleClip.of(format, video, audio).bytes();

    for (int missing : new int[] {1, 100}) {
      byte[] cut = Arrays.copyOf(whole, whole.length - missing);
      assertDamaged(MemoryInput.of(cut), 1);
      assertDamaged(MemoryInput.of(cut).unsized(), 1);
    }
  }

  private void assertDamaged(MediaInput input, double part) {
    Throwable failure = failure(input);
    assertThat(failure).as("cut at %s", part).isInstanceOf(SluiceException.class);
    assertThat(((SluiceException) failure).code())
        .as("cut at %s: %s", part, failure.getMessage())
        .isEqualTo(FailureCode.MEDIA_DAMAGED);
  }

  private Throwable failure(MediaInput input) {
    return catchThrowable(() -> copy(input));
  }

  private MemorySink copy(MediaInput input) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(
        List.of(input),
        OutputSpec.builder().container(Container.MKV).audioBitrate(AudioBitrate.K128).build(),
        sink,
        StageMonitor.none());
    return sink;
  }

  @Test
  void a_few_broken_packets_are_passed_over_as_players_do() {
    byte[] clip = SampleClip.of("mp4", "h264", "aac").size(320, 240).bytes();
    Random random = new Random(7);
    int middle = clip.length / 2;
    for (int i = 0; i < 40; i++) {
      clip[middle + random.nextInt(2_000)] = (byte) random.nextInt();
    }
    MemorySink sink = new MemorySink();

    transcoder.transcode(
        List.of(MemoryInput.of(clip)),
        OutputSpec.builder()
            .videoCodec(VideoCodec.H264)
            .audioCodec(AudioCodec.AAC)
            .audioBitrate(AudioBitrate.K128)
            .build(),
        sink,
        StageMonitor.none());

    assertThat(Inspection.of(sink.bytes()).facts.first(StreamKind.VIDEO)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"mp4, h264, aac", "matroska, vp9, opus", "mpegts, h264, mp3", "avi, mpeg4, mp3"})
  void no_bytes_whatever_bring_the_process_down(String format, String video, String audio) {
    byte[] clip = SampleClip.of(format, video, audio).lasting(Duration.ofSeconds(1)).bytes();
    int results = 0;
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      byte[] broken = clip.clone();
      int changes = 1 + random.nextInt(200);
      // Half of the time in the headers, where it hurts most.
      int within = seed % 2 == 0 ? Math.min(4_000, broken.length) : broken.length;
      for (int i = 0; i < changes; i++) {
        broken[random.nextInt(within)] = (byte) random.nextInt();
      }
      OutputSpec output =
          OutputSpec.builder()
              .container(seed % 2 == 0 ? Container.MP4 : Container.MKV)
              .videoCodec(seed % 3 == 0 ? VideoCodec.H264 : VideoCodec.COPY)
              .audioCodec(seed % 3 == 1 ? AudioCodec.AAC : AudioCodec.COPY)
              .audioBitrate(AudioBitrate.K128)
              .build();
      MemoryInput input = MemoryInput.of(broken);
      Throwable failure =
          catchThrowable(
              () ->
                  transcoder.transcode(
                      List.of(random.nextBoolean() ? input : input.forwardOnly()),
                      output,
                      new MemorySink(),
                      StageMonitor.none()));
      if (failure == null) {
        results++;
      } else {
        assertThat(failure).as("seed %d", seed).isInstanceOf(SluiceException.class);
        assertThat(((SluiceException) failure).code())
            .as("seed %d: %s", seed, failure.getMessage())
            .isNotEqualTo(FailureCode.INTERNAL);
      }
    }
    assertThat(results).isLessThan(60);
  }
}
