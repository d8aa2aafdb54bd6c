package dev.sluice.media.libav.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.fixture.PieceInput;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sound and picture of separate inputs in pieces, whose clocks start again. */
class ApartClocksTest {
  private static final Duration PIECE = Duration.ofSeconds(2);
  private static final byte[] FILM =
      SampleClip.of("mp4", "h264", "aac").lasting(PIECE).encodedWith(Map.of("bf", "0")).bytes();
  private static final byte[] SILENT =
      SampleClip.of("mp4", "h264", "").lasting(PIECE).encodedWith(Map.of("bf", "0")).bytes();
  private static final byte[] BLIND = SampleClip.of("mp4", "", "aac").lasting(PIECE).bytes();

  /** The encoder's silence in front, which these formats cannot hide. In milliseconds. */
  private static final double SILENCE = 21.3;

  private static final int PICTURES = Inspection.of(FILM).pictures.size();

  /** The header of an ID3 tag, which says that 100 bytes follow. */
  private static final byte[] TAG = {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 100};

  private final LibavTranscoder transcoder = new LibavTranscoder();

  private Inspection made(AudioCodec audio, MediaInput... inputs) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(
        List.of(inputs),
        OutputSpec.DEFAULT.withContainer(Container.MKV).withAudioCodec(audio),
        sink,
        StageMonitor.none());
    return Inspection.of(sink.bytes());
  }

  private static byte[] only(int track, String format, long later) {
    return AlteredClip.of(
        track == 0 ? SILENT : BLIND, format, List.of(), packet -> delay(packet, track, later));
  }

  private static boolean delay(AVPacket packet, int track, long later) {
    int rate = track == 0 ? 12_800 : 48_000;
    packet.pts(packet.pts() + later * rate / 1_000);
    packet.dts(packet.dts() + later * rate / 1_000);
    return true;
  }

  private static byte[] packed() {
    return SampleClip.of("adts", "", "aac").blind().lasting(PIECE).bytes();
  }

  private static List<byte[]> fragments(int track, long later) {
    byte[] alone =
        AlteredClip.inFragments(
            track == 0 ? SILENT : BLIND,
            "+default_base_moof+frag_discont",
            packet -> delay(packet, track, later));
    return HlsSite.cutFragments(alone);
  }

  private static byte[] twoSecondsLater(byte[] fragment) {
    byte[] later = fragment.clone();
    int box = new String(later, StandardCharsets.ISO_8859_1).indexOf("tfdt");
    if (box >= 0) {
      ByteBuffer time = ByteBuffer.wrap(later, box + 8, 8).slice();
      time.putLong(0, time.getLong(0) + 96_000);
    }
    return later;
  }

  /** How far sound is behind the picture in each piece, in milliseconds, compared to the first. */
  private static List<Double> outOfStep(Inspection made, int pieces) {
    List<Long> times = new ArrayList<>(made.pictures.keySet());
    double plain = Inspection.of(FILM).beepWithin(0.7, 1.4);
    List<Double> steps = new ArrayList<>();
    for (int i = 0; i < pieces; i++) {
      double begins = times.get(PICTURES * i) / 1e6;
      double beep = made.beepWithin(begins + 0.7, begins + 1.4) - begins;
      steps.add(1_000 * (beep - plain));
    }
    return steps;
  }

  private static void assertInStep(Inspection made, int pieces, double silence) {
    assertThat(made.pictures).hasSize(PICTURES * pieces);
    List<Double> steps = outOfStep(made, pieces);
    assertThat(Collections.min(steps)).as("%s", steps).isCloseTo(silence, within(10.0));
    assertThat(Collections.max(steps)).as("%s", steps).isCloseTo(silence, within(10.0));
    assertThat(made.pictures.lastKey() / 1e6).isCloseTo(2.0 * pieces - 0.04, within(0.1));
  }

  @ParameterizedTest
  @EnumSource(
      value = AudioCodec.class,
      names = {"COPY", "MP3"})
  void thirty_pieces_of_transport_streams_stay_in_step(AudioCodec audio) {
    PieceInput picture = new PieceInput();
    PieceInput sound = new PieceInput();
    byte[] pictureBytes = only(0, "mpegts", 1_000);
    byte[] soundBytes = only(1, "mpegts", 1_000);
    for (int i = 0; i < 30; i++) {
      picture.section(i, pictureBytes);
      sound.section(i, soundBytes);
    }

    assertInStep(made(audio, picture, sound), 30, 0);
  }

  @ParameterizedTest
  @EnumSource(
      value = AudioCodec.class,
      names = {"COPY", "MP3"})
  void thirty_pieces_of_fragments_stay_in_step(AudioCodec audio) {
    PieceInput picture = new PieceInput();
    PieceInput sound = new PieceInput();
    List<byte[]> pictureParts = fragments(0, 1_000);
    List<byte[]> soundParts = fragments(1, 1_000);
    picture.section(0, pictureParts.get(0));
    sound.section(0, soundParts.get(0));
    for (int i = 0; i < 30; i++) {
      int section = i;
      pictureParts.stream().skip(1).forEach(part -> picture.section(section, part));
      soundParts.stream().skip(1).forEach(part -> sound.section(section, part));
    }

    assertInStep(made(audio, sound, picture), 30, SILENCE);
  }

  @Test
  void fifteen_periods_stay_in_step() {
    PieceInput picture = new PieceInput();
    PieceInput sound = new PieceInput();
    List<byte[]> pictureParts = fragments(0, 1_000);
    List<byte[]> soundParts =
        fragments(1, 1_000).stream().map(ApartClocksTest::twoSecondsLater).toList();
    picture.period(0, Duration.ZERO, pictureParts.get(0));
    sound.period(0, Duration.ofSeconds(-2), soundParts.get(0));
    for (int i = 0; i < 15; i++) {
      int section = i;
      Duration start = PIECE.multipliedBy(i);
      pictureParts.stream().skip(1).forEach(part -> picture.period(section, start, part));
      soundParts.stream()
          .skip(1)
          .forEach(part -> sound.period(section, start.minusSeconds(2), part));
    }

    assertInStep(made(AudioCodec.COPY, picture, sound), 15, SILENCE);
  }

  @Test
  void packed_sound_beside_a_transport_stream_is_in_step() {
    // The transport stream's clock is 1 s when the film begins.
    byte[] aac = packed();
    PieceInput picture = new PieceInput();
    PieceInput sound = new PieceInput();
    for (int i = 0; i < 30; i++) {
      picture.section(i, only(0, "mpegts", 1_000));
      sound.packed(i, Duration.ofMillis(1_000), aac);
    }

    assertInStep(made(AudioCodec.COPY, picture, sound), 30, SILENCE);
  }

  @Test
  void packed_sound_with_tags_is_in_step_in_each_section() {
    byte[] aac = packed();
    byte[] tagged = Arrays.copyOf(TAG, TAG.length + TAG[9] + aac.length);
    System.arraycopy(aac, 0, tagged, tagged.length - aac.length, aac.length);
    PieceInput picture = new PieceInput();
    PieceInput sound = new PieceInput();
    for (int i = 0; i < 30; i++) {
      picture.section(i, only(0, "mpegts", 1_000));
      sound.packed(i, Duration.ofMillis(1_000), tagged);
    }

    assertInStep(made(AudioCodec.COPY, picture, sound), 30, SILENCE);
  }

  @Test
  void packed_sound_that_begins_later_stays_later() {
    PieceInput picture = new PieceInput().section(0, only(0, "mpegts", 1_000));
    PieceInput sound = new PieceInput().packed(0, Duration.ofMillis(1_000 + 300), packed());

    Inspection made = made(AudioCodec.COPY, picture, sound);

    assertThat(outOfStep(made, 1).get(0)).isCloseTo(300 + SILENCE, within(10.0));
  }
}
