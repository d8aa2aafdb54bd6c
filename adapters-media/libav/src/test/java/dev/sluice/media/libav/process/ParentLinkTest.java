package dev.sluice.media.libav.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.EOFException;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParentLinkTest {
  private final CountDownLatch readBegun = new CountDownLatch(1);
  private final PipedOutputStream parent = new PipedOutputStream();
  private final PipedInputStream in =
      new PipedInputStream() {
        @Override
        public synchronized int read(byte[] bytes, int from, int length) throws IOException {
          readBegun.countDown();
          return super.read(bytes, from, length);
        }
      };
  private final Parent out = new Parent();
  private final BlockingQueue<Exception> ends = new LinkedBlockingQueue<>();
  private final ParentLink link = new ParentLink(in, out, null, ends::add);

  /** The parent: records the types of the frames of each write. It replies to questions. */
  private final class Parent implements WritableByteChannel {
    private final List<List<FrameType>> writes = new ArrayList<>();
    private boolean replies = true;

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      List<FrameType> frames = new ArrayList<>();
      while (bytes.hasRemaining()) {
        FrameType type = FrameType.of(bytes.get());
        int length = bytes.position(bytes.position() + 4).getInt();
        bytes.position(bytes.position() + length);
        frames.add(type);
        if (type == FrameType.MISSING || type == FrameType.READ) {
          if (replies) {
            send(FrameType.REPLY, "reply".getBytes(US_ASCII));
          }
        } else if (type == FrameType.PLACED) {
          send(FrameType.FREED, new byte[0]);
        }
      }
      writes.add(frames);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  ParentLinkTest() throws IOException {
    in.connect(parent);
  }

  private void send(FrameType type, byte[] payload) throws IOException {
    parent.write(Limits.header(type, 0, payload.length));
    parent.write(payload);
    parent.flush();
  }

  private void watch() {
    Thread thread =
        new Thread(
            () -> {
              try {
                link.watch();
              } catch (IllegalStateException end) {
                // The parent has closed its end.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void close() throws IOException {
    parent.close();
  }

  private String ask() {
    return new String(link.ask(FrameType.MISSING), US_ASCII);
  }

  private void cancel() throws IOException {
    Failure reason = Failure.of(0, new SluiceException(FailureCode.CANCELLED, "stopped"));
    send(FrameType.CANCEL, Values.write(Failure.class, reason));
  }

  @Test
  void the_thread_that_asks_reads_its_reply() {
    assertThat(ask()).isEqualTo("reply");
    assertThat(ask()).isEqualTo("reply");
  }

  @Test
  void a_question_gets_its_reply_also_while_the_second_thread_reads() throws Exception {
    watch();
    readBegun.await();

    assertThat(ask()).isEqualTo("reply");
    assertThat(ask()).isEqualTo("reply");
  }

  @Test
  void a_cancel_reaches_a_thread_that_asks_nothing() throws IOException {
    watch();
    link.check();
    cancel();

    await().untilAsserted(() -> assertThatThrownBy(link::check).hasMessage("stopped"));
  }

  @Test
  void a_cancel_ends_a_question() throws IOException {
    out.replies = false;
    cancel();

    assertThatThrownBy(this::ask).hasMessage("stopped");
  }

  @Test
  void the_end_of_the_parent_is_seen_without_a_question() throws Exception {
    watch();
    parent.close();

    assertThat(ends.take()).isInstanceOf(EOFException.class);
  }

  @Test
  void frames_without_a_reply_go_out_with_the_next_question_for_bytes() {
    link.hold(FrameType.PLACED, ByteBuffer.allocate(12));
    link.hold(FrameType.PLACED, ByteBuffer.allocate(12));
    assertThat(out.writes).isEmpty();

    link.askForBytes(null, ByteBuffer.allocate(20));

    assertThat(out.writes)
        .containsExactly(List.of(FrameType.READ, FrameType.PLACED, FrameType.PLACED));
  }

  @Test
  void frames_without_a_reply_stay_before_all_others() {
    link.hold(FrameType.PLACED, ByteBuffer.allocate(12));
    link.send(FrameType.REWRITE, ByteBuffer.allocate(8));

    assertThat(out.writes).containsExactly(List.of(FrameType.PLACED, FrameType.REWRITE));
  }

  @Test
  void memory_that_is_needed_is_not_waited_for_with_frames_held() {
    for (int i = 0; i < SharedMemory.WRITES; i++) {
      assertThat(link.takePart()).isEqualTo(i);
      link.hold(FrameType.PLACED, ByteBuffer.allocate(12));
    }

    assertThat(link.takePart()).isZero();
    assertThat(out.writes).hasSize(1);
    assertThat(link.takePart()).isEqualTo(1);
    assertThat(out.writes).hasSize(1);
  }
}
