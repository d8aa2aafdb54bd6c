package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Clip;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.testing.EncodedTrack;
import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in mp4 all of whose bytes are there, and whose samples the demuxer cannot find. */
class SkippedSamplesTest {
  private static final EncodedTrack PICTURE = TestVideo.h264().track();
  private static final EncodedTrack SOUND = TestAudio.aac().track();

  private final LibavTranscoder transcoder = new LibavTranscoder();

  /** Returns the film, with its picture first. */
  private static ByteBuffer film() {
    return ByteBuffer.wrap(TrackMuxer.file("mp4", PICTURE, SOUND));
  }

  /** Returns the position of the content of the first box of this name. */
  private static int box(ByteBuffer file, String name) {
    int at = new String(file.array(), StandardCharsets.ISO_8859_1).indexOf(name);
    assertThat(at).isPositive();
    return at + 4;
  }

  /** Makes a sample in the middle larger than any can be; the demuxer builds its index up to it. */
  private static byte[] withHugeSample() {
    ByteBuffer file = film();
    file.putInt(box(file, "stsz") + 12 + 4 * 40, 0x7fff_ffff);
    return file.array();
  }

  private static byte[] withFewerChunks() {
    ByteBuffer file = film();
    int chunks = box(file, "stco") + 4;
    file.putInt(chunks, file.getInt(chunks) / 2);
    return file.array();
  }

  /** Gives the last chunks another sample description, and the demuxer skips their samples. */
  private static byte[] withOtherDescription() {
    ByteBuffer file = film();
    for (String parent : new String[] {"moov", "trak", "mdia", "minf", "stbl", "stsc"}) {
      int size = box(file, parent) - 8;
      file.putInt(size, file.getInt(size) + 12);
    }
    int entries = box(file, "stsc") + 4;
    assertThat(file.getInt(entries)).isEqualTo(1);
    file.putInt(entries, 2);
    int end = entries + 4 + 12;
    byte[] all = file.array();
    // The 41st chunk is the first of those with one sample each, of the second description.
    return ByteBuffer.allocate(all.length + 12)
        .put(all, 0, end)
        .putInt(41)
        .putInt(1)
        .putInt(2)
        .put(all, end, all.length - end)
        .array();
  }

  private enum Damage {
    HUGE_SAMPLE,
    FEWER_CHUNKS,
    OTHER_DESCRIPTION;

    byte[] film() {
      return switch (this) {
        case HUGE_SAMPLE -> withHugeSample();
        case FEWER_CHUNKS -> withFewerChunks();
        case OTHER_DESCRIPTION -> withOtherDescription();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void samples_that_the_index_announces_and_nobody_finds_are_damage(Damage damage) {
    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> transcode(damage.film(), OutputSpec.DEFAULT));

    assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_DAMAGED);
    assertThat(failure).hasMessageContaining("its index announces 75 packets of its h264 stream");
  }

  @Test
  void an_incomplete_result_tells_how_many_are_missing() {
    Transcoder.Result made =
        transcode(withHugeSample(), OutputSpec.builder().allowIncomplete(true).build());

    assertThat(made.missing()).singleElement().asString().contains("only 40 can be read");
  }

  @Test
  void sound_that_is_whole_can_be_taken_alone() {
    assertThat(
            transcode(withHugeSample(), OutputSpec.DEFAULT.withContainer(Container.M4A)).missing())
        .isEmpty();
  }

  @Test
  void a_clip_is_not_counted() {
    OutputSpec clip =
        OutputSpec.DEFAULT.withClip(
            new Clip(Optional.empty(), Optional.of(Clip.Timecode.parse("1"))));

    assertThat(transcode(withHugeSample(), clip).missing()).isEmpty();
  }

  /** What an edit list hides is no loss. */
  @ParameterizedTest
  @ValueSource(doubles = {-2, -0.3, 0.5})
  void samples_that_an_edit_list_leaves_out_are_not_missed(double start) {
    byte[] film =
        TrackMuxer.file(
            "mp4", TestVideo.h264().gop(5).bFrames(2).track().shifted(start), SOUND.shifted(start));

    assertThat(transcode(film, OutputSpec.DEFAULT).missing()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = VideoCodec.class,
      names = {"COPY", "H264"})
  void an_edit_list_that_shows_a_second_only_hides_the_rest(VideoCodec codec) {
    ByteBuffer file = film();
    int edits = box(file, "elst") + 4;
    int count = file.getInt(edits);
    file.putInt(edits + 4 + 12 * (count - 1), 1_000);

    Transcoder.Result made = transcode(file.array(), OutputSpec.DEFAULT.withVideoCodec(codec));

    assertThat(made.plan()).startsWith(codec == VideoCodec.COPY ? "h264:copy" : "h264>h264");
  }

  private Transcoder.Result transcode(byte[] file, OutputSpec output) {
    return transcoder.transcode(
        List.of(MemoryInput.of(file)), output, new MemorySink(), StageMonitor.none());
  }
}
