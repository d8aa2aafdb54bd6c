package dev.sluice.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.port.artifact.ArtifactSink;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of an object: in parts, with a head that is rewritten, or none at all. */
abstract class ArtifactBytesContract extends ArtifactStoreFixture {
  @Test
  protected void the_head_can_be_rewritten_after_everything_else() {
    byte[] bytes = bytes(severalParts(), 1);
    byte[] index = bytes(5_000, 2);

    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(200_000);
      write(sink, bytes);
      sink.rewrite(100, ByteBuffer.wrap(index));
      sink.rewrite(200_000 - 5_000, ByteBuffer.wrap(index));
      assertThat(sink.written()).isEqualTo(bytes.length);
      sink.commit();
    }

    System.arraycopy(index, 0, bytes, 100, index.length);
    System.arraycopy(index, 0, bytes, 200_000 - 5_000, index.length);
    assertThat(read("talk.mp4")).isEqualTo(bytes);
  }

  @Test
  protected void bytes_appended_after_a_rewrite_follow_those_before_it() {
    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(4);
      sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      sink.rewrite(0, ByteBuffer.wrap(new byte[] {9}));
      sink.write(ByteBuffer.wrap(new byte[] {4, 5}));
      sink.commit();
    }

    assertThat(read("talk.mp4")).containsExactly(9, 2, 3, 4, 5);
  }

  @Test
  protected void a_head_larger_than_a_part_can_be_rewritten_to_its_last_byte() {
    int head = severalParts();
    byte[] bytes = bytes(head + severalParts(), 1);

    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(head);
      write(sink, bytes);
      sink.rewrite(0, ByteBuffer.wrap(bytes(head, 7)));
      sink.commit();
    }

    System.arraycopy(bytes(head, 7), 0, bytes, 0, head);
    assertThat(read("talk.mp4")).isEqualTo(bytes);
  }

  @Test
  protected void a_head_larger_than_the_object_is_no_trouble() {
    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(64 * MB);
      sink.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      sink.rewrite(2, ByteBuffer.wrap(new byte[] {7}));
      assertThat(sink.commit()).isEqualTo(3);
    }

    assertThat(read("talk.mp4")).containsExactly(1, 2, 7);
  }

  @Test
  protected void only_written_bytes_of_the_head_can_be_rewritten() {
    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(100);
      sink.write(ByteBuffer.wrap(bytes(50, 1)));

      assertThatThrownBy(() -> sink.rewrite(49, ByteBuffer.wrap(new byte[2])))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> sink.rewrite(-1, ByteBuffer.wrap(new byte[1])))
          .isInstanceOf(IllegalArgumentException.class);
      sink.write(ByteBuffer.wrap(bytes(100, 1)));
      assertThatThrownBy(() -> sink.rewrite(99, ByteBuffer.wrap(new byte[2])))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatCode(() -> sink.rewrite(99, ByteBuffer.wrap(new byte[1])))
          .doesNotThrowAnyException();
    }
  }

  @Test
  protected void without_a_head_nothing_can_be_rewritten() {
    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(0);
      sink.write(ByteBuffer.wrap(bytes(50, 1)));

      assertThatThrownBy(() -> sink.rewrite(0, ByteBuffer.wrap(new byte[1])))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 64 * MB + 1})
  protected void a_head_out_of_range_is_refused(int head) {
    try (ArtifactSink sink = create("talk.mp4")) {
      assertThatThrownBy(() -> sink.begin(head)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  protected void beginning_anew_forgets_what_was_written() {
    byte[] second = bytes(severalParts() / 2, 2);

    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(10);
      write(sink, bytes(severalParts(), 1));
      sink.begin(300_000);
      assertThat(sink.written()).isZero();
      write(sink, second);
      sink.rewrite(299_999, ByteBuffer.wrap(new byte[] {1}));
      assertThat(sink.commit()).isEqualTo(second.length);
    }

    second[299_999] = 1;
    assertThat(read("talk.mp4")).isEqualTo(second);
  }

  @Test
  protected void an_object_of_several_parts_arrives_whole() {
    byte[] bytes = bytes(2 * severalParts() + 12_345, 1);

    put("talk.mp4", bytes);

    assertThat(read("talk.mp4")).isEqualTo(bytes);
  }

  @Test
  protected void an_object_without_bytes_is_an_object() {
    try (ArtifactSink sink = create("empty.mp4")) {
      sink.begin(0);
      assertThat(sink.commit()).isZero();
    }

    assertThat(names()).containsExactly("empty.mp4");
    assertThat(read("empty.mp4")).isEmpty();
  }

  @Test
  protected void direct_and_read_only_buffers_are_taken_whole() {
    byte[] bytes = bytes(1_000, 1);
    ByteBuffer direct = ByteBuffer.allocateDirect(2_000);
    direct.position(500);
    direct.put(bytes).flip().position(500);

    try (ArtifactSink sink = create("talk.mp4")) {
      sink.begin(10);
      sink.write(direct);
      ByteBuffer readOnly = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
      sink.write(readOnly);
      assertThat(direct.hasRemaining()).isFalse();
      assertThat(readOnly.hasRemaining()).isFalse();
      assertThat(sink.commit()).isEqualTo(2_000);
    }

    assertThat(Arrays.copyOf(read("talk.mp4"), 1_000)).isEqualTo(bytes);
  }
}
