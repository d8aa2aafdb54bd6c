package dev.sluice.core.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LimitedInputStreamTest {
  private static final SluiceException TOO_LARGE =
      new SluiceException(FailureCode.SOURCE_TOO_LARGE, "more than 3 bytes");

  private final LimitedInputStream three = stream("abc");
  private final LimitedInputStream four = stream("abcd");

  private static LimitedInputStream stream(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return new LimitedInputStream(new ByteArrayInputStream(bytes), 3, () -> TOO_LARGE);
  }

  @Test
  void what_fits_is_read_to_its_end() throws IOException {
    assertThat(three.readAllBytes()).asString().isEqualTo("abc");
    assertThat(three.read()).isEqualTo(-1);
    assertThat(three.read(new byte[2])).isEqualTo(-1);
  }

  @Test
  void one_byte_more_fails() {
    assertThatThrownBy(four::readAllBytes).isSameAs(TOO_LARGE);
    assertThatThrownBy(four::read).isSameAs(TOO_LARGE);
  }

  @Test
  void single_bytes_count() throws IOException {
    assertThat(new int[] {four.read(), four.read(), four.read()}).containsExactly('a', 'b', 'c');
    assertThatThrownBy(four::read).isSameAs(TOO_LARGE);
  }

  @Test
  void skipped_bytes_count() throws IOException {
    assertThat(four.skip(3)).isEqualTo(3);
    assertThatThrownBy(four::read).isSameAs(TOO_LARGE);
  }
}
