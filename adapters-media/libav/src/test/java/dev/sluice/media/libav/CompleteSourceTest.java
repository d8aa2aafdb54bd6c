package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that look cut and are complete. */
class CompleteSourceTest extends CornerCaseFixture {
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final double SOUND = 5;

  @ParameterizedTest
  @CsvSource({
    "mpegts, h264, aac",
    "flv, h264, aac",
    "asf, mpeg4, mp3",
    "vob, mpeg2video, mp2",
    "fragments, h264, aac",
    "announced, h264, aac",
    "avi, mpeg4, mp3",
    "live, h264, aac",
    "mp4, h264, aac"
  })
  void sound_that_ends_before_the_picture_is_whole(String format, String video, String audio) {
    byte[] clip =
        switch (format) {
          case "fragments" -> AlteredClip.inFragments(shortSound("mp4", video, audio), "");
          case "announced" ->
              announcing(AlteredClip.inFragments(shortSound("mp4", video, audio), ""), 10);
          case "live" -> AlteredClip.live(shortSound("matroska", video, audio), "matroska");
          default -> shortSound(format, video, audio);
        };
    for (MediaInput input : inputs(clip)) {
      byte[] made = convert(input, spec(Container.MP3, VideoCodec.COPY, AudioCodec.MP3));

      assertThat(Inspection.of(made).soundEnd / 1e6).isCloseTo(SOUND, within(0.2));
    }
  }

  private static List<MediaInput> inputs(byte[] clip) {
    return List.of(
        MemoryInput.of(clip),
        MemoryInput.of(clip).unsized(),
        MemoryInput.of(clip).forwardOnly().unsized());
  }

  private static byte[] shortSound(String format, String video, String audio) {
    byte[] clip = SampleClip.of("matroska", video, audio).lasting(TEN).bytes();
    return AlteredClip.of(
        clip,
        format,
        List.of(),
        packet -> packet.stream_index() == 0 || packet.pts() < 1_000 * SOUND);
  }

  private static byte[] announcing(byte[] file, int seconds) {
    byte[] changed = file.clone();
    java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(changed);
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf("mvhd");
    // Name, version, two times of day; then the scale and the duration.
    bytes.putInt(at + 20, seconds * bytes.getInt(at + 16));
    return changed;
  }

  @Test
  void opus_may_begin_in_mid_stream() {
    byte[] whole = SampleClip.of("ogg", "", "opus").lasting(TEN).bytes();
    List<byte[]> pages = pages(whole);
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (int i = 0; i < pages.size(); i++) {
      // The two headers, and what a listener gets who joins in the second half.
      if (i < 2 || i >= pages.size() / 2) {
        joined.writeBytes(pages.get(i));
      }
    }
    for (MediaInput input : inputs(joined.toByteArray())) {
      byte[] made = convert(input, spec(Container.OPUS, VideoCodec.COPY, AudioCodec.COPY));

      Inspection sound = Inspection.of(made);
      assertThat((sound.soundEnd - sound.soundStart) / 1e6).isBetween(4.0, 6.0);
    }
  }

  @Test
  void bytes_behind_the_last_page_are_no_cut() {
    byte[] whole = SampleClip.of("ogg", "", "vorbis").bytes();

    for (MediaInput input : inputs(Arrays.copyOf(whole, whole.length + 100))) {
      byte[] made = convert(input, spec(Container.OGG, VideoCodec.COPY, AudioCodec.COPY));

      assertThat(Inspection.of(made).soundEnd / 1e6).isCloseTo(2, within(0.05));
    }
  }

  @ParameterizedTest
  @CsvSource({"wav, '', pcm_s16le, data", "avi, mpeg4, mp3, ''"})
  void a_writer_that_could_not_seek_leaves_sizes_unknown(
      String format, String video, String audio, String chunk) {
    byte[] clip = SampleClip.of(format, video, audio).bytes();
    Arrays.fill(clip, 4, 8, (byte) 0xff);
    String text = new String(clip, StandardCharsets.ISO_8859_1);
    // The length of the samples, or the numbers of pictures and packets.
    if (!chunk.isEmpty()) {
      int at = text.indexOf(chunk) + chunk.length();
      Arrays.fill(clip, at, at + 4, (byte) 0xff);
    }
    for (int at = text.indexOf("strh"); at >= 0; at = text.indexOf("strh", at + 1)) {
      Arrays.fill(clip, at + 40, at + 44, (byte) 0xff);
    }
    for (MediaInput input : inputs(clip)) {
      byte[] made = convert(input, spec(Container.MKV, VideoCodec.AUTO, AudioCodec.COPY));

      assertThat(Inspection.of(made).soundEnd / 1e6).isCloseTo(2, within(0.1));
    }
  }

  private static List<byte[]> pages(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    List<byte[]> pages = new ArrayList<>();
    int at = 0;
    while (at < file.length) {
      int next = text.indexOf("OggS", at + 1);
      next = next < 0 ? file.length : next;
      pages.add(Arrays.copyOfRange(file, at, next));
      at = next;
    }
    return pages;
  }
}
