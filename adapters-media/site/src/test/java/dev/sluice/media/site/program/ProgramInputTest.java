package dev.sluice.media.site.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.testkit.fake.RecordingMonitor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its program is a script of sh")
class ProgramInputTest {
  @TempDir Path folder;

  @Test
  void a_program_that_passes_on_a_trickle_stalls() {
    RecordingMonitor monitor = new RecordingMonitor();
    Path script = FakeProgram.running(folder, "while printf x; do sleep 0.05; done");
    Program program =
        Program.start(
            new Program.Command(
                List.of(script.toString()), "", Map.of("PATH", System.getenv("PATH")), folder));
    try (FetchScope scope = new FetchScope(monitor)) {
      ProgramInput input =
          new ProgramInput(
              program,
              SourceUrl.parse("https://site.example/page?secret=1"),
              HttpFetchSettings.DEFAULT,
              scope,
              monitor,
              () -> new SluiceException(FailureCode.INTERNAL, "it ended"),
              Duration.ofMillis(400));

      SluiceException failure =
          catchThrowableOfType(
              SluiceException.class,
              () -> {
                ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
                while (input.read(buffer.position(), buffer) >= 0) {
                  assertThat(buffer.hasRemaining()).isTrue();
                }
              });

      assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_STALLED);
      assertThat(failure)
          .hasMessageStartingWith("The source, read by yt-dlp, sent only ")
          .hasMessageEndingWith(": https://site.example/page");
    } finally {
      program.kill();
    }
  }
}
