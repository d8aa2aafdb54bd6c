package dev.sluice.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which parts of a large file are written past the page cache, and that the file is the same either
 * way.
 */
class WriteBehindTest {
  private static final int BUFFER = WriteBehind.BUFFER;

  /** The position of the first byte: within a block, as it is after a smaller beginning. */
  private static final int BEGINNING = 5_000;

  /** The bytes that fill the first block: all later buffers begin at a block. */
  private static final int FIRST = BUFFER - BEGINNING % WriteBehind.BLOCK;

  @TempDir Path folder;

  private Path path;
  private RecordingFile throughCache;
  private byte[] bytes;

  @BeforeEach
  void open() throws IOException {
    path = folder.resolve("film.part");
    throughCache = RecordingFile.taking(path);
    bytes = new byte[FIRST + 4 * BUFFER + 12_345];
    new Random(4).nextBytes(bytes);
  }

  @AfterEach
  void close() throws IOException {
    throughCache.close();
  }

  @Test
  void a_large_file_in_pieces_of_any_length_has_every_byte_at_its_place() throws IOException {
    Optional<FileChannel> pastCache = ChannelSource.files().pastCache(path);
    try (WriteBehind behind = new WriteBehind(throughCache, pastCache, BEGINNING)) {
      int length = 1;
      for (int from = 0; from < bytes.length; from += length) {
        length = Math.min(length * 3 % 900_001, bytes.length - from);
        behind.write(ByteBuffer.wrap(bytes, from, length));
      }
      behind.finish();
    }

    assertThat(written()).isEqualTo(bytes);
  }

  @Test
  void whole_blocks_go_past_the_cache_and_its_file_stays_open() throws Exception {
    RecordingFile pastCache = RecordingFile.taking(path);

    writeInStep(pastCache, pastCache);

    assertThat(written()).isEqualTo(bytes);
    assertThat(pastCache.positions()).containsExactly(at(1), at(2), at(3), at(4));
    assertThat(pastCache.odd()).isEmpty();
    assertThat(pastCache.isOpen()).isTrue();
    pastCache.close();
  }

  @Test
  void a_file_system_that_refuses_the_first_block_is_not_asked_again() throws Exception {
    RecordingFile pastCache = RecordingFile.refusing(path);

    writeInStep(pastCache, throughCache);

    assertThat(written()).isEqualTo(bytes);
    assertThat(pastCache.positions()).containsExactly(at(1));
  }

  @Test
  void a_block_that_is_taken_in_part_is_ended_through_the_cache() throws Exception {
    RecordingFile pastCache = RecordingFile.takingAtMost(BUFFER - 1, path);

    writeInStep(pastCache, throughCache);

    assertThat(written()).isEqualTo(bytes);
    assertThat(throughCache.positions()).contains(at(2) - 1);
  }

  @Test
  void while_the_disk_is_behind_the_cache_takes_what_comes() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    RecordingFile pastCache = RecordingFile.waitingFor(busy, path);
    try (WriteBehind behind = new WriteBehind(throughCache, Optional.of(pastCache), BEGINNING)) {
      behind.write(ByteBuffer.wrap(bytes, 0, FIRST + BUFFER));
      pastCache.awaitAsked(at(1));
      behind.write(ByteBuffer.wrap(bytes, FIRST + BUFFER, 3 * BUFFER));
      busy.countDown();
      behind.write(ByteBuffer.wrap(bytes, FIRST + 4 * BUFFER, bytes.length - FIRST - 4 * BUFFER));
      behind.finish();
    }

    assertThat(written()).isEqualTo(bytes);
    // Two more were waiting behind it.
    assertThat(throughCache.positions()).contains(at(2));
    assertThat(pastCache.positions()).contains(at(1)).doesNotContain(at(2));
  }

  @Test
  void a_disk_that_is_full_says_so_although_it_was_written_past_the_cache() throws Exception {
    RecordingFile pastCache = RecordingFile.refusing(path);
    FileChannel full = FullDisk.after(3L * BUFFER).createNew(folder.resolve("full"));
    try (full;
        WriteBehind behind = new WriteBehind(full, Optional.of(pastCache), 0)) {
      assertThatThrownBy(
              () -> {
                behind.write(ByteBuffer.wrap(bytes));
                behind.finish();
              })
          .hasMessage("No space left on device");
    }
  }

  @Test
  void a_file_is_forced_to_the_disk_every_so_often_and_grows_through_the_cache_meanwhile()
      throws Exception {
    RecordingFile pastCache = RecordingFile.taking(path);
    CountDownLatch done = throughCache.forceWaits();
    try (WriteBehind behind =
        new WriteBehind(throughCache, Optional.of(pastCache), BEGINNING, at(2))) {
      behind.write(ByteBuffer.wrap(bytes, 0, FIRST));
      throughCache.awaitEnd(at(1));
      behind.write(ByteBuffer.wrap(bytes, FIRST, BUFFER));
      pastCache.awaitEnd(at(2));
      behind.write(ByteBuffer.wrap(bytes, FIRST + BUFFER, 2 * BUFFER));
      throughCache.awaitEnd(at(4));
      done.countDown();
      behind.write(ByteBuffer.wrap(bytes, FIRST + 3 * BUFFER, bytes.length - FIRST - 3 * BUFFER));
      behind.finish();
    }

    assertThat(written()).isEqualTo(bytes);
    assertThat(pastCache.positions()).contains(at(1)).doesNotContain(at(2), at(3));
  }

  @Test
  void the_end_waits_for_what_is_being_forced() throws Exception {
    CountDownLatch done = throughCache.forceWaits();
    try (WriteBehind behind = new WriteBehind(throughCache, Optional.empty(), BEGINNING, 1)) {
      behind.write(ByteBuffer.wrap(bytes, 0, FIRST));
      CompletableFuture<Void> end = CompletableFuture.runAsync(() -> finish(behind));
      throughCache.awaitEnd(at(1));

      assertThat(end).isNotDone();
      done.countDown();
      assertThat(end).succeedsWithin(Duration.ofSeconds(20));
      assertThat(throughCache.forced()).isEqualTo(1);
    }
  }

  @Test
  void what_forcing_met_is_reported_since_the_disk_tells_it_once_only() throws Exception {
    throughCache.forceFails();
    try (WriteBehind behind = new WriteBehind(throughCache, Optional.empty(), BEGINNING, 1)) {
      behind.write(ByteBuffer.wrap(bytes, 0, FIRST));

      assertThatThrownBy(behind::finish).isInstanceOf(IOException.class).hasMessage("I/O error");
    }
  }

  private static void finish(WriteBehind behind) {
    try {
      behind.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hands over a buffer once the one before is written, so that the disk is never behind. */
  private void writeInStep(RecordingFile pastCache, RecordingFile last) throws Exception {
    try (WriteBehind behind = new WriteBehind(throughCache, Optional.of(pastCache), BEGINNING)) {
      behind.write(ByteBuffer.wrap(bytes, 0, FIRST));
      throughCache.awaitEnd(at(1));
      for (int i = 1; i <= 4; i++) {
        behind.write(ByteBuffer.wrap(bytes, FIRST + (i - 1) * BUFFER, BUFFER));
        last.awaitEnd(at(i + 1));
      }
      behind.write(ByteBuffer.wrap(bytes, FIRST + 4 * BUFFER, bytes.length - FIRST - 4 * BUFFER));
      behind.finish();
    }
  }

  /** Returns the position in the file at which the buffer of this number begins; the first is 0. */
  private static long at(int buffer) {
    return BEGINNING + FIRST + (buffer - 1L) * BUFFER;
  }

  private byte[] written() throws IOException {
    byte[] all = Files.readAllBytes(path);
    return Arrays.copyOfRange(all, BEGINNING, all.length);
  }
}
