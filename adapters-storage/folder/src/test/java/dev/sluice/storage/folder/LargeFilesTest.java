package dev.sluice.storage.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Objects so large that a thread of their own writes them, and disks that are too small. */
class LargeFilesTest extends ObjectFolderFixture {
  @Test
  void a_full_disk_ends_the_object_and_leaves_no_part() {
    assertFull(FullDisk.after(3 * MB), sink -> write(sink, bytes(5 * MB, 1)));
  }

  @Test
  void a_disk_that_fills_up_far_into_a_large_object_ends_it_too() {
    assertFull(
        FullDisk.after(30 * MB),
        sink -> {
          // The writing thread is behind: the commit fails at the latest.
          for (int i = 0; i < 16; i++) {
            write(sink, bytes(2 * MB, i));
          }
          sink.commit();
        });
  }

  private void assertFull(ChannelSource disk, Consumer<ArtifactSink> writing) {
    FileArtifactStore full = FileArtifactStore.in(folder, disk);

    assertThatThrownBy(
            () -> {
              try (ArtifactSink sink = create(full, "videos/talk.mp4")) {
                sink.begin(0);
                writing.accept(sink);
              }
            })
        .isInstanceOfSatisfying(
            SluiceException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_FULL))
        .hasMessage(
            "No space is left on the disk of the folder " + folder + "; make room and try again.");
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void a_large_object_is_whole_after_its_head_was_rewritten_and_more_was_written()
      throws IOException {
    byte[] first = bytes(21 * MB + 17, 1);
    byte[] head = bytes(1_000, 2);
    byte[] last = bytes(12 * MB + 3, 3);
    try (ArtifactSink sink = create(FileArtifactStore.in(folder), "talk.mp4")) {
      sink.begin(2_000);
      write(sink, first);
      sink.rewrite(500, ByteBuffer.wrap(head));
      write(sink, last);
      sink.commit();
    }

    ByteBuffer expected = ByteBuffer.allocate(first.length + last.length);
    expected.put(first).put(last).put(500, head);
    assertThat(Files.readAllBytes(folder.resolve("talk.mp4"))).isEqualTo(expected.array());
  }

  @Test
  void a_large_object_that_is_begun_anew_forgets_what_was_written() throws IOException {
    byte[] second = bytes(9 * MB, 2);
    try (ArtifactSink sink = create(FileArtifactStore.in(folder), "talk.mp4")) {
      sink.begin(0);
      write(sink, bytes(25 * MB, 1));
      sink.begin(0);
      write(sink, second);
      sink.commit();
    }

    assertThat(Files.readAllBytes(folder.resolve("talk.mp4"))).isEqualTo(second);
  }
}
