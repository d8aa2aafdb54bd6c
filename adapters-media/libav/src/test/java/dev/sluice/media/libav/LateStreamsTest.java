package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.fixture.PieceInput;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transport streams whose streams change their numbers in the middle. */
class LateStreamsTest {
  private static final int MAP = 0x1000;

  private final LibavTranscoder transcoder = new LibavTranscoder();

  private static byte[] film(int seconds, String video, String audio, int mapPid, int streamPid) {
    byte[] clip =
        SampleClip.of("mp4", video, audio)
            .lasting(Duration.ofSeconds(seconds))
            .encodedWith(Map.of("bf", "0"))
            .bytes();
    return AlteredClip.transport(clip, mapPid, streamPid, packet -> true);
  }

  private static byte[] film(int seconds, int streamPid) {
    return film(seconds, "h264", "aac", MAP, streamPid);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private Inspection made(MediaInput input, VideoCodec video) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(
        List.of(input),
        OutputSpec.DEFAULT.withContainer(Container.MP4).withVideoCodec(video),
        sink,
        StageMonitor.none());
    return Inspection.of(sink.bytes());
  }

  private static void assertWhole(Inspection made, int seconds) {
    assertThat(made.pictures.size()).isEqualTo(25 * seconds);
    assertThat(made.pictures.lastKey() / 1e6).isCloseTo(seconds - 0.04, within(0.03));
    assertThat(made.soundEnd / 1e6).isCloseTo(seconds, within(0.05));
  }

  @ParameterizedTest
  @CsvSource({"true, COPY", "false, COPY", "true, H264", "false, H264"})
  void a_film_behind_an_advertisement_is_there(boolean seekable, VideoCodec video) {
    MemoryInput input = MemoryInput.of(joined(film(4, 0x100), film(8, 0x200)));

    Inspection made = made(seekable ? input : input.forwardOnly(), video);

    assertWhole(made, 12);
    assertThat(made.facts.streams()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 188, 1_000, 100_000})
  void a_film_is_whole_however_its_bytes_arrive(int atOnce) {
    MemoryInput input = MemoryInput.of(joined(film(1, 0x100), film(2, 0x200)));

    assertWhole(made(input.forwardOnly().inPiecesOf(atOnce), VideoCodec.COPY), 3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_film_of_longer_packets_is_whole(boolean seekable) {
    MemoryInput input = MemoryInput.of(withTimecodes(joined(film(2, 0x100), film(2, 0x200))));

    assertWhole(made(seekable ? input : input.forwardOnly(), VideoCodec.COPY), 4);
  }

  /** Puts four bytes in front of each packet, as Blu-ray discs do. */
  private static byte[] withTimecodes(byte[] transport) {
    ByteBuffer all = ByteBuffer.allocate(transport.length / 188 * 192);
    for (int at = 0; at < transport.length; at += 188) {
      all.putInt(0).put(transport, at, 188);
    }
    return all.array();
  }

  @Test
  void pictures_are_named_that_are_lost_where_only_they_change_their_number() {
    byte[] film = film(2, 0x100);
    byte[] both = joined(renumbered(film, 0x100, 0x121), film);
    OutputSpec copied = OutputSpec.DEFAULT.withContainer(Container.MP4);

    Transcoder.Result report =
        transcoder.transcode(
            new Transcoder.Task(
                List.of(MemoryInput.of(both).forwardOnly()), copied, Transcoder.TagOverrides.NONE),
            new MemorySink(),
            StageMonitor.none());

    assertThat(report.missing())
        .singleElement()
        .asString()
        .contains("packets of a part of the h264");
  }

  @Test
  void an_advertisement_in_the_middle_is_there() {
    PieceInput input =
        new PieceInput()
            .section(0, film(4, 0x100))
            .section(1, film(2, 0x200))
            .section(2, film(4, 0x100));

    assertWhole(made(input, VideoCodec.COPY), 10);
  }

  @Test
  void another_program_continues_the_one_before() {
    byte[] both =
        joined(film(4, "h264", "aac", 0x1000, 0x100), film(4, "h264", "aac", 0x1010, 0x200));

    assertWhole(made(MemoryInput.of(both), VideoCodec.COPY), 8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sound_that_changes_its_number_goes_on(boolean seekable) {
    byte[] before = film(4, 0x100);
    byte[] after =
        AlteredClip.transport(
            SampleClip.of("mp4", "h264", "aac")
                .lasting(Duration.ofSeconds(8))
                .encodedWith(Map.of("bf", "0", "g", "25"))
                .bytes(),
            MAP,
            0x100,
            packet ->
                packet.stream_index() == 0 ? packet.pts() >= 51_200 : packet.pts() >= 192_000);
    MemoryInput input = MemoryInput.of(joined(before, renumbered(after, 0x101, 0x111)));

    Inspection made = made(seekable ? input : input.forwardOnly(), VideoCodec.COPY);

    assertThat(made.pictures).hasSize(200);
    assertThat(made.soundEnd / 1e6).isCloseTo(8, within(0.1));
    assertThat(made.beepWithin(6.7, 7.4) - made.beepWithin(2.7, 3.4)).isCloseTo(4, within(0.05));
  }

  /** Gives a stream another PID, in its packets and in the map. */
  private static byte[] renumbered(byte[] transport, int from, int to) {
    byte[] changed = transport.clone();
    for (int at = 0; at < changed.length; at += 188) {
      int pid = (changed[at + 1] & 0x1f) << 8 | changed[at + 2] & 0xff;
      if (pid == from) {
        changed[at + 1] = (byte) (changed[at + 1] & 0xe0 | to >> 8);
        changed[at + 2] = (byte) to;
      } else if (pid == MAP) {
        renumberMap(changed, at + 5, from, to);
      }
    }
    return changed;
  }

  private static void renumberMap(byte[] bytes, int table, int from, int to) {
    int length = ((bytes[table + 1] & 0xf) << 8 | bytes[table + 2] & 0xff) + 3;
    for (int at = table + 12; at + 5 < table + length - 4; at++) {
      if ((bytes[at] & 0xff) == (0xe0 | from >> 8) && (bytes[at + 1] & 0xff) == (from & 0xff)) {
        bytes[at + 1] = (byte) to;
      }
    }
    int crc = 0xffffffff;
    for (int at = table; at < table + length - 4; at++) {
      crc ^= (bytes[at] & 0xff) << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc < 0 ? crc << 1 ^ 0x04c11db7 : crc << 1;
      }
    }
    for (int i = 0; i < 4; i++) {
      bytes[table + length - 4 + i] = (byte) (crc >> 24 - 8 * i);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sound_that_becomes_another_codec_goes_on(boolean seekable) {
    byte[] both = joined(film(2, "h264", "aac", MAP, 0x100), film(2, "h264", "mp2", MAP, 0x200));

    assertWhole(
        made(seekable ? MemoryInput.of(both) : MemoryInput.of(both).forwardOnly(), VideoCodec.COPY),
        4);
  }

  @Test
  void a_copy_that_cannot_be_read_again_fails_where_its_codec_changes() {
    byte[] both = joined(film(2, "h264", "ac3", MAP, 0x100), film(2, "h264", "aac", MAP, 0x200));

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> made(MemoryInput.of(both).forwardOnly(), VideoCodec.COPY));

    assertThat(failure.code()).isEqualTo(FailureCode.CODEC_DOES_NOT_FIT);
    assertThat(failure).hasMessageContaining("ask for the option 'audio codec' aac");
    assertWhole(made(MemoryInput.of(both), VideoCodec.COPY), 4);
  }

  @Test
  void sound_that_begins_only_behind_a_silent_part_fails_with_a_sentence() {
    byte[] silent =
        AlteredClip.transport(SampleClip.of("mp4", "h264", "").bytes(), MAP, 0x100, packet -> true);
    byte[] both = joined(silent, film(4, 0x200));

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> made(MemoryInput.of(both).forwardOnly(), VideoCodec.COPY));

    assertThat(failure.code()).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
    assertThat(failure)
        .hasMessageContaining("audio begins only in the middle")
        .hasMessageContaining("set the option 'allow incomplete' to leave it out");
    OutputSpec incomplete = OutputSpec.DEFAULT.toBuilder().allowIncomplete(true).build();
    MemorySink sink = new MemorySink();
    assertThat(
            new LibavTranscoder()
                .transcode(
                    List.of(MemoryInput.of(both).forwardOnly()),
                    incomplete,
                    sink,
                    StageMonitor.none())
                .missing())
        .containsExactly(
            "The source's audio begins only in the middle, where another part follows one without"
                + " any");
    assertThat(Inspection.of(sink.bytes()).pictures).hasSize(150);
  }
}
