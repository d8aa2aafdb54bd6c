package dev.sluice.core.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class BoundedGzipStreamTest {
  private static byte[] member(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String read(ByteArrayOutputStream compressed) throws IOException {
    try (BoundedGzipStream plain =
        new BoundedGzipStream(new ByteArrayInputStream(compressed.toByteArray()), 512)) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void members_are_read_one_after_the_other() throws IOException {
    ByteArrayOutputStream three = new ByteArrayOutputStream();
    three.writeBytes(member("one "));
    three.writeBytes(member(""));
    three.writeBytes(member("two"));

    assertThat(read(three)).isEqualTo("one two");
  }

  @Test
  void empty_members_do_not_exhaust_the_stack() throws IOException {
    byte[] empty = member("");
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 200_000; i++) {
      many.writeBytes(empty);
    }

    assertThatThrownBy(() -> read(many)).isInstanceOf(ZipException.class);
  }
}
