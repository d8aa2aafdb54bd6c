package dev.sluice.media.libav.tracks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.demux.Demuxer;
import dev.sluice.media.libav.demux.Source;
import dev.sluice.media.libav.io.SpoolFolder;
import dev.sluice.media.libav.mux.Muxer;
import dev.sluice.media.libav.mux.PacketCopy;
import dev.sluice.media.libav.plan.ClipWindow;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams that their container marks as encrypted, without any manifest. */
class ProtectedSourcesTest {
  private static final Map<String, String> COMMON_ENCRYPTION =
      Map.of(
          "encryption_scheme",
          "cenc-aes-ctr",
          "encryption_key",
          "76a6c65c5ea762046bd749a2e632ccbb",
          "encryption_kid",
          "a7e61c373e219033c21091fa607bf3b8");

  private final LibavTranscoder transcoder = new LibavTranscoder();

  private static byte[] encrypted() {
    return encrypted(64_000);
  }

  private static byte[] encrypted(long reserve) {
    MemorySink sink = new MemorySink();
    byte[] clip = SampleClip.of("mp4", "h264", "aac").bytes();
    try (Source source =
            Source.open(
                List.of(MemoryInput.of(clip)),
                StageMonitor.none(),
                100_000_000,
                SpoolFolder.none());
        Muxer muxer = new Muxer("mp4", sink, StageMonitor.none())) {
      Demuxer demuxer = source.demuxers().get(0);
      List<PacketCopy> routes = new ArrayList<>();
      for (int i = 0; i < demuxer.streamCount(); i++) {
        routes.add(new PacketCopy(demuxer.stream(i), demuxer.traits(), ClipWindow.ALL, muxer));
      }
      muxer.start(reserve, COMMON_ENCRYPTION);
      AVPacket packet = avcodec.av_packet_alloc();
      while (demuxer.read(packet)) {
        routes.get(packet.stream_index()).accept(packet);
      }
      avcodec.av_packet_free(packet);
      muxer.finish();
    }
    return sink.bytes();
  }

  // Only one of the two sample entries.
  private static byte[] with(byte[] file, String entry, String replacement) {
    byte[] changed = file.clone();
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(entry);
    assertThat(at).isPositive();
    System.arraycopy(replacement.getBytes(StandardCharsets.US_ASCII), 0, changed, at, 4);
    return changed;
  }

  @ParameterizedTest
  @CsvSource({"MP4, COPY, COPY", "MKV, COPY, COPY", "MP4, H264, AAC", "M4A, COPY, COPY"})
  void an_encrypted_mp4_is_refused(Container container, VideoCodec video, AudioCodec audio) {
    OutputSpec output =
        OutputSpec.builder().container(container).videoCodec(video).audioCodec(audio).build();

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> transcode(encrypted(), output))
        .withMessageContaining("is encrypted, and only players with a licence have its key")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_PROTECTED));
  }

  @Test
  void encrypted_streams_are_told_apart_from_clear_ones() {
    byte[] clearSound = with(encrypted(), "enca", "mp4a");

    assertThat(probe(clearSound))
        .extracting(StreamInfo::kind, StreamInfo::isProtected)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(StreamKind.VIDEO, true),
            org.assertj.core.groups.Tuple.tuple(StreamKind.AUDIO, false));
    assertThat(probe(SampleClip.of("mp4", "h264", "aac").bytes()))
        .noneMatch(StreamInfo::isProtected);
  }

  @Test
  void clear_sound_beside_an_encrypted_picture_can_be_taken_alone() {
    byte[] clip = SampleClip.of("mp4", "h264", "aac").bytes();
    byte[] clearSound = with(clip, "avc1\0\0\0\0", "encv");

    Transcoder.Result result =
        transcode(clearSound, OutputSpec.DEFAULT.withContainer(Container.M4A));

    assertThat(result.plan()).isEqualTo("aac:copy");
  }

  @Test
  void an_encrypted_mp4_with_its_index_at_the_end_is_refused() {
    byte[] indexAtEnd = encrypted(0);

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> transcode(indexAtEnd, OutputSpec.DEFAULT))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_PROTECTED));
  }

  @Test
  void a_matroska_track_with_a_key_is_refused() {
    byte[] clip = SampleClip.of("matroska", "vp9", "opus").bytes();

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(
            () ->
                transcode(
                    Ebml.withEncryption(clip), OutputSpec.DEFAULT.withContainer(Container.MKV)))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_PROTECTED));
  }

  /** Scrambles the payload of transport packets. */
  private static byte[] scrambled(byte[] transport, IntPredicate pids, int from) {
    byte[] made = transport.clone();
    for (int at = from; at + 188 <= made.length; at += 188) {
      int pid = (made[at + 1] & 0x1f) << 8 | made[at + 2] & 0xff;
      if (pids.test(pid)) {
        int payload = at + 4 + ((made[at + 3] & 0x20) == 0 ? 0 : 1 + (made[at + 4] & 0xff));
        made[at + 3] |= (byte) 0x80;
        for (int i = payload; i < at + 188; i++) {
          made[i] ^= (byte) (0x5a + 7 * i);
        }
      }
    }
    return made;
  }

  @ParameterizedTest
  @CsvSource({"MP4, COPY, COPY", "MKV, H264, AAC", "M4A, COPY, COPY"})
  void a_scrambled_broadcast_is_refused(Container container, VideoCodec video, AudioCodec audio) {
    byte[] clip = SampleClip.of("mpegts", "h264", "aac").bytes();
    byte[] scrambled = scrambled(clip, pid -> pid >= 0x100 && pid <= 0x101, 0);
    OutputSpec output =
        OutputSpec.builder().container(container).videoCodec(video).audioCodec(audio).build();

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> transcode(scrambled, output))
        .withMessageContaining("is encrypted")
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_PROTECTED));
  }

  @Test
  void clear_sound_beside_a_scrambled_picture_can_be_taken_alone() {
    byte[] clip = SampleClip.of("mpegts", "h264", "aac").bytes();
    byte[] scrambled = scrambled(clip, pid -> pid == 0x100, 0);

    assertThat(probe(scrambled)).extracting(StreamInfo::isProtected).containsExactly(true, false);
    assertThat(transcode(scrambled, OutputSpec.DEFAULT.withContainer(Container.M4A)).plan())
        .isEqualTo("aac:copy");
  }

  /** A film of six seconds whose last third is scrambled. */
  private static byte[] laterScrambled(IntPredicate pids) {
    byte[] clip = SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(6)).bytes();
    return scrambled(clip, pids, clip.length * 2 / 3 / 188 * 188);
  }

  private static boolean isMedia(int pid) {
    return pid == 0x100 || pid == 0x101;
  }

  @ParameterizedTest
  @CsvSource({
    "MP4, COPY, COPY, 256",
    "MP4, COPY, COPY, 257",
    "MKV, H264, AAC, 256",
    "M4A, COPY, COPY, 257"
  })
  void a_stream_that_is_scrambled_from_the_middle_on_is_refused(
      Container container, VideoCodec video, AudioCodec audio, int stream) {
    OutputSpec output =
        OutputSpec.builder().container(container).videoCodec(video).audioCodec(audio).build();
    for (boolean both : new boolean[] {true, false}) {
      byte[] broadcast = laterScrambled(pid -> both ? isMedia(pid) : pid == stream);

      assertThatExceptionOfType(SluiceException.class)
          .isThrownBy(() -> transcode(broadcast, output))
          .withMessageContaining("is encrypted in parts")
          .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_PROTECTED));
    }
  }

  @Test
  void sound_that_stays_clear_can_be_taken_alone() {
    Transcoder.Result made =
        transcode(
            laterScrambled(pid -> pid == 0x100), OutputSpec.DEFAULT.withContainer(Container.M4A));

    assertThat(made.missing()).isEmpty();
  }

  @Test
  void a_clip_of_the_clear_part_is_taken() {
    Clip clip = new Clip(Optional.empty(), Optional.of(Clip.Timecode.parse("1")));
    byte[] broadcast = laterScrambled(ProtectedSourcesTest::isMedia);

    assertThat(transcode(broadcast, OutputSpec.DEFAULT.withClip(clip)).missing()).isEmpty();
  }

  @Test
  void an_incomplete_result_has_the_clear_part_and_tells_of_the_rest() {
    Transcoder.Result made =
        transcode(
            laterScrambled(ProtectedSourcesTest::isMedia),
            OutputSpec.builder().allowIncomplete(true).build());

    assertThat(made.missing())
        .anySatisfy(sentence -> assertThat(sentence).contains("h264 stream is encrypted in parts"))
        .anySatisfy(sentence -> assertThat(sentence).contains("aac stream is encrypted in parts"));
  }

  @Test
  void a_recording_may_begin_scrambled() {
    byte[] clip = SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(6)).bytes();
    byte[] begun = scrambled(Arrays.copyOf(clip, 20 * 188), ProtectedSourcesTest::isMedia, 0);
    System.arraycopy(begun, 0, clip, 0, begun.length);

    assertThat(transcode(clip, OutputSpec.DEFAULT).missing()).isEmpty();
  }

  @Test
  void a_film_that_is_scrambled_behind_a_clear_advertisement_is_refused() {
    byte[] advertisement =
        TrackMuxer.of("mpegts", TestVideo.h264().track(), TestAudio.aac().track())
            .ids(0x100, 0x101)
            .bytes();
    byte[] film =
        TrackMuxer.of(
                "mpegts", TestVideo.h264().track().shifted(3), TestAudio.aac().track().shifted(3))
            .ids(0x200, 0x201)
            .bytes();
    byte[] both =
        EncodedTrack.joined(advertisement, scrambled(film, pid -> pid == 0x200 || pid == 0x201, 0));

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> transcode(both, OutputSpec.DEFAULT))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_PROTECTED));
  }

  @Test
  void a_scrambled_dvd_is_refused() {
    byte[] clip = SampleClip.of("vob", "mpeg2video", "ac3").bytes();
    assertThat(probe(clip)).isNotEmpty().noneMatch(StreamInfo::isProtected);
    for (int at = 0; at + 9 < clip.length; at++) {
      int id = clip[at + 3] & 0xff;
      boolean isPacket = clip[at] == 0 && clip[at + 1] == 0 && clip[at + 2] == 1;
      if (isPacket && (id == 0xbd || id == 0xe0) && (clip[at + 6] & 0xc0) == 0x80) {
        clip[at + 6] |= 0x10;
      }
    }

    assertThat(probe(clip)).isNotEmpty().allMatch(StreamInfo::isProtected);
  }

  private List<StreamInfo> probe(byte[] file) {
    return transcoder.probe(List.of(MemoryInput.of(file)), StageMonitor.none()).streams();
  }

  private Transcoder.Result transcode(byte[] source, OutputSpec output) {
    return transcoder.transcode(
        List.of(MemoryInput.of(source)), output, new MemorySink(), StageMonitor.none());
  }
}
