package dev.sluice.media.libav.process;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteSinkTest {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private SharedMemory shared;
  private ParentLink link;
  private RemoteSink sink;

  @BeforeEach
  void open() throws IOException {
    Optional<Path> file = SharedMemory.create();
    Assumptions.assumeTrue(file.isPresent(), "no files in memory here");
    shared = SharedMemory.open(file.get());
    Files.delete(file.get());
    link =
        new ParentLink(
            new ByteArrayInputStream(new byte[0]), Channels.newChannel(sent), shared, reason -> {});
    sink = new RemoteSink(link);
    sink.begin(10);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private ByteBuffer lend() {
    return sink.lend(() -> {}).orElseThrow();
  }

  /** Returns what the parent would append, and its frames: written w and placed p. */
  private String received() {
    link.send(FrameType.DOWNLOAD_FINISHED);
    StringBuilder text = new StringBuilder();
    StringBuilder frames = new StringBuilder();
    ByteBuffer all = ByteBuffer.wrap(sent.toByteArray());
    while (all.hasRemaining()) {
      FrameType type = FrameType.of(all.get());
      int length = all.position(all.position() + 4).getInt();
      ByteBuffer payload = all.slice(all.position(), length);
      all.position(all.position() + length);
      if (type == FrameType.PLACED) {
        ByteBuffer part = shared.result(payload.getInt());
        frames.append('p');
        text.append(US_ASCII.decode(part.slice(payload.getInt(), payload.getInt())));
      } else if (type == FrameType.WRITE) {
        frames.append('w');
        text.append(US_ASCII.decode(payload));
      }
    }
    return text + " " + frames;
  }

  @Test
  void lent_memory_and_other_bytes_are_appended_in_order() {
    sink.write(bytes("head"));
    lend().put(bytes("0123456789"));
    sink.write(bytes("gap"));
    sink.appendLent(2, 3);
    sink.flush();

    assertThat(received()).isEqualTo("headgap234 pwp");
    assertThat(sink.written()).isEqualTo(10);
  }

  @Test
  void memory_that_was_taken_back_is_used_again() {
    ByteBuffer memory = lend();
    assertThat(lend().put(bytes("xxxx")).flip()).isEqualTo(memory.slice(0, 4));
    sink.takeBack();

    sink.write(bytes("written"));
    sink.flush();
    lend().put(bytes("lent"));
    sink.appendLent(0, 4);

    assertThat(received()).isEqualTo("writtenlent pp");
  }

  @Test
  void a_flush_appends_what_lent_memory_holds() {
    ByteBuffer memory = sink.lend(() -> sink.appendLent(0, 2)).orElseThrow();
    memory.put(bytes("ab"));

    sink.flush();

    assertThat(received()).isEqualTo("ab p");
  }
}
