package dev.sluice.media.libav.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInput.Piece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RemoteInputTest {
  private static final int QUESTION = 16;

  /** A parent whose input is "0123456789"; to read behind it fails, and leaves other bytes. */
  private static final class Parent implements WritableByteChannel {
    private final SharedMemory shared;
    private final WritableByteChannel replies;
    private final ByteBuffer frame = ByteBuffer.allocate(Limits.HEADER + QUESTION);

    Parent(SharedMemory shared, WritableByteChannel replies) {
      this.shared = shared;
      this.replies = replies;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      frame.put(bytes);
      if (!frame.hasRemaining()) {
        long position = frame.getLong(Limits.HEADER + 4);
        frame.clear();
        if (position == 0) {
          shared.input(0, 10).put("0123456789".getBytes(US_ASCII));
          byte[] pieces = Values.write(Values.listOf(Piece.class), List.of());
          reply(FrameType.REPLY, ByteBuffer.allocate(4 + pieces.length).putInt(10).put(pieces));
        } else {
          shared.input(0, 10).put("xxxxxxxxxx".getBytes(US_ASCII));
          SluiceException why = new SluiceException(FailureCode.SOURCE_CUT, "cut");
          byte[] failure = Values.write(Failure.class, Failure.of(1, why));
          reply(FrameType.FAILED_REPLY, ByteBuffer.allocate(failure.length).put(failure));
        }
      }
      return count;
    }

    private void reply(FrameType type, ByteBuffer payload) throws IOException {
      byte[] header = Limits.header(type, 0, payload.flip().remaining());
      replies.write(ByteBuffer.allocate(1_000).put(header).put(payload).flip());
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void bytes_are_asked_for_again_after_a_read_that_failed() throws Exception {
    Optional<Path> file = SharedMemory.create();
    Assumptions.assumeTrue(file.isPresent(), "no files in memory here");
    SharedMemory shared = SharedMemory.open(file.get());
    Files.delete(file.get());
    Pipe pipe = Pipe.open();
    ParentLink link = new ParentLink(pipe.source(), new Parent(shared, pipe.sink()), shared);
    Thread receiver =
        new Thread(
            () -> {
              try {
                link.receive();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    receiver.start();
    Call.InputInfo info =
        new Call.InputInfo(
            OptionalLong.of(1_000),
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    RemoteInput input = new RemoteInput(link, 0, info, true);
    ByteBuffer buffer = ByteBuffer.allocate(10);
    try {
      assertThat(input.read(0, buffer)).isEqualTo(10);
      assertThatThrownBy(() -> input.read(100, buffer.clear())).hasMessageContaining("cut");

      assertThat(input.read(0, buffer.clear())).isEqualTo(10);

      assertThat(new String(buffer.array(), US_ASCII)).isEqualTo("0123456789");
    } finally {
      pipe.sink().close();
      receiver.join();
      pipe.source().close();
    }
  }
}
