package dev.sluice.media.web.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMediaInputTest {
  @TempDir Path folder;

  @Test
  void bytes_can_be_read_at_any_offset() throws IOException {
    Path file = Files.write(folder.resolve("a.bin"), new byte[] {1, 2, 3, 4, 5});
    try (FileMediaInput input = FileMediaInput.open(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(2);

      assertThat(input.size()).hasValue(5);
      assertThat(input.seekable()).isTrue();
      assertThat(input.read(3, buffer)).isEqualTo(2);
      assertThat(buffer.array()).containsExactly(4, 5);
      assertThat(input.read(0, buffer.clear())).isEqualTo(2);
      assertThat(buffer.array()).containsExactly(1, 2);
      assertThat(input.read(5, buffer.clear())).isEqualTo(-1);
    }
  }

  @Test
  void an_unreadable_file_fails_with_a_sentence() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.mp4"));

    assertThat(failure(folder.resolve("missing.mp4")).code())
        .isEqualTo(FailureCode.SOURCE_NOT_FOUND);
    assertThat(failure(folder).code()).isEqualTo(FailureCode.NOT_MEDIA);
    assertThat(failure(empty).code()).isEqualTo(FailureCode.SOURCE_EMPTY);
    assertThat(failure(empty)).hasMessage(empty + " is empty");
  }

  @Test
  void a_file_that_shrinks_is_no_shorter_file() throws IOException {
    Path file = Files.write(folder.resolve("a.bin"), new byte[100]);
    try (FileMediaInput input = FileMediaInput.open(file)) {
      Files.write(file, new byte[10]);
      ByteBuffer buffer = ByteBuffer.allocate(10);

      SluiceException failure =
          catchThrowableOfType(SluiceException.class, () -> input.read(50, buffer));

      assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_CUT);
    }
  }

  private static SluiceException failure(Path file) {
    return catchThrowableOfType(SluiceException.class, () -> FileMediaInput.open(file));
  }
}
