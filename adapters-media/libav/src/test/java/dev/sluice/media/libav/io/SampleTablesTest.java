package dev.sluice.media.libav.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.media.libav.testing.TestAudio;
import dev.sluice.media.libav.testing.TestVideo;
import dev.sluice.media.libav.testing.TrackMuxer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTablesTest {
  private static final byte[] FILM = film("+write_colr");
  private static final byte[] FRAGMENTS = film("+frag_keyframe+empty_moov+default_base_moof");

  private static byte[] film(String flags) {
    return TrackMuxer.of("mp4", TestVideo.h264().track(), TestAudio.aac().track())
        .option("movflags", flags)
        .bytes();
  }

  private static SampleTables read(byte[] file, int atOnce) {
    SampleTables tables = new SampleTables();
    for (int at = 0; at < file.length; at += atOnce) {
      tables.record(at, ByteBuffer.wrap(file, at, Math.min(atOnce, file.length - at)).slice());
    }
    return tables;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 188, 1 << 20})
  void tables_and_fragments_announce_how_many_samples_there_are(int atOnce) {
    assertThat(read(FILM, atOnce).expected(1)).hasValue(75);
    assertThat(read(FRAGMENTS, atOnce).expected(1)).hasValue(75);
    assertThat(read(FILM, atOnce).expected(9)).isEmpty();
  }

  @Test
  void what_was_skipped_may_be_read_later() {
    SampleTables tables = new SampleTables();
    int half = FILM.length / 2;
    tables.record(0, ByteBuffer.wrap(FILM, 0, 100).slice());
    tables.record(half, ByteBuffer.wrap(FILM, half, FILM.length - half).slice());
    tables.record(100, ByteBuffer.wrap(FILM, 100, half - 100).slice());
    tables.record(half, ByteBuffer.wrap(FILM, half, FILM.length - half).slice());

    assertThat(tables.expected(1)).hasValue(75);
  }

  @Test
  void bytes_that_are_read_again_count_once() {
    SampleTables tables = read(FRAGMENTS, 1 << 20);
    tables.record(0, ByteBuffer.wrap(FRAGMENTS));

    assertThat(tables.expected(1)).hasValue(75);
  }

  @Test
  void other_files_announce_nothing() {
    byte[] other = new byte[10_000];
    Arrays.fill(other, (byte) 'G');

    assertThat(read(other, 188).expected(1)).isEmpty();
  }
}
