package dev.sluice.media.libav.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.port.media.MediaInput.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteInputTest {
  private static final int QUESTION = 20;
  private static final byte[] NO_PIECES = Values.write(Values.listOf(Piece.class), List.of());

  /** A parent whose inputs are at each position as many letters as are asked for, at most ten. */
  private final class Parent implements WritableByteChannel {
    private final ByteBuffer frame = ByteBuffer.allocate(Limits.HEADER + QUESTION);

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      frame.put(bytes);
      if (!frame.hasRemaining()) {
        frame.position(Limits.HEADER + 4);
        reply(letters(frame.getLong(), Math.min(10, frame.getInt())), frame.getInt());
        frame.clear();
      }
      return count;
    }

    private void reply(byte[] letters, int at) throws IOException {
      places.add(at);
      boolean isSent = at == SharedMemory.NOWHERE;
      ByteBuffer payload = ByteBuffer.allocate(100);
      payload.putInt(isSent ? NO_PIECES.length : letters.length).put(NO_PIECES);
      if (isSent) {
        payload.put(letters);
      } else {
        shared.input(at, letters.length).put(letters);
      }
      byte[] header =
          Limits.header(isSent ? FrameType.BYTES : FrameType.REPLY, 0, payload.flip().remaining());
      pipe.sink().write(ByteBuffer.allocate(200).put(header).put(payload).flip());
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private final List<Integer> places = new ArrayList<>();
  private SharedMemory shared;
  private Pipe pipe;
  private RemoteInput first;
  private RemoteInput second;

  private static byte[] letters(long position, int count) {
    return String.valueOf((char) ('a' + position)).repeat(count).getBytes(US_ASCII);
  }

  @BeforeEach
  void open() throws IOException {
    Optional<Path> file = SharedMemory.create();
    Assumptions.assumeTrue(file.isPresent(), "no files in memory here");
    shared = SharedMemory.open(file.get());
    Files.delete(file.get());
    pipe = Pipe.open();
    ParentLink link =
        new ParentLink(Channels.newInputStream(pipe.source()), new Parent(), shared, reason -> {});
    Call.InputInfo info =
        new Call.InputInfo(
            OptionalLong.of(1_000),
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    first = new RemoteInput(link, 0, info, 2);
    second = new RemoteInput(link, 1, info, 2);
  }

  @AfterEach
  void close() throws Exception {
    if (pipe != null) {
      pipe.sink().close();
      pipe.source().close();
    }
  }

  private static String read(RemoteInput input, long position) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(5);
    assertThat(input.read(position, buffer)).isEqualTo(5);
    return US_ASCII.decode(buffer.flip()).toString();
  }

  private static String text(ByteBuffer memory, int from, int count) {
    return US_ASCII.decode(memory.slice(from, count)).toString();
  }

  @Test
  void memory_that_is_lent_changes_only_by_the_reads_into_it() {
    ByteBuffer memory = first.lend().orElseThrow();

    assertThat(first.readLent(0, 100, 1_000)).isEqualTo(10);
    assertThat(read(first, 1)).isEqualTo("bbbbb");
    assertThat(read(second, 2)).isEqualTo("ccccc");
    assertThat(first.readLent(3, 110, 4)).isEqualTo(4);

    assertThat(text(memory, 100, 14)).isEqualTo("aaaaaaaaaadddd");
    assertThat(places).containsExactly(100, SharedMemory.NOWHERE, SharedMemory.INPUT / 2, 110);
  }

  @Test
  void memory_is_lent_once_at_a_time() {
    assertThat(first.lend()).isPresent();
    assertThat(first.lend()).isEmpty();

    first.takeBack();

    assertThat(read(first, 1)).isEqualTo("bbbbb");
    assertThat(places).containsExactly(0);
    assertThat(first.lend()).isPresent();
  }

  @Test
  void inputs_have_different_memory() {
    ByteBuffer memory = first.lend().orElseThrow();
    ByteBuffer other = second.lend().orElseThrow();

    assertThat(first.readLent(0, 0, 10)).isEqualTo(10);
    assertThat(second.readLent(1, 0, 10)).isEqualTo(10);

    assertThat(text(memory, 0, 10)).isEqualTo("aaaaaaaaaa");
    assertThat(text(other, 0, 10)).isEqualTo("bbbbbbbbbb");
  }
}
