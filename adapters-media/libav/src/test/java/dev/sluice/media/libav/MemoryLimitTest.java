package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A small file for which libav takes much memory. */
class MemoryLimitTest {
  private static final int SAMPLES = 1 << 24;

  @Test
  void a_file_that_needs_more_memory_than_a_child_may_take_fails_alone() {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "memory is not listed");
    byte[] clip = SampleClip.of("mp4", "", "aac").bytes();
    byte[] greedy = clip.clone();
    // libav keeps an entry for each sample: all have one byte, and one chunk has them all.
    field(greedy, "stsz", 4, 1);
    field(greedy, "stsz", 8, SAMPLES);
    field(greedy, "stsc", 12, SAMPLES);
    try (ProcessTranscoder transcoder =
        new ProcessTranscoder(ProcessSettings.standard().children(1).memory(32 << 20, 200 << 20))) {
      SluiceException failure =
          catchThrowableOfType(SluiceException.class, () -> copy(transcoder, greedy));

      assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_LIMITS_EXCEEDED);
      assertThat(failure).hasMessageContaining("more memory than it may use");
      assertThat(copy(transcoder, clip)).isNotEmpty();
    }
  }

  private static void field(byte[] file, String box, int offset, int value) {
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(box) + box.length() + offset;
    ByteBuffer.wrap(file).putInt(at, value);
  }

  private static byte[] copy(ProcessTranscoder transcoder, byte[] file) {
    MemorySink sink = new MemorySink();
    transcoder.transcode(
        List.of(MemoryInput.of(file)), OutputSpec.DEFAULT, sink, StageMonitor.none());
    return sink.bytes();
  }
}
