package dev.sluice.media.site.program;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.fake.StoppableMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "its programs are scripts of sh")
class ProgramRunTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final String PATH = System.getenv("PATH");

  @TempDir Path folder;

  private ProgramRun<String> run(String lines, Duration most, int mostBytes, FetchScope scope) {
    return ProgramRun.of(
        new Program.Command(
            List.of(FakeProgram.running(folder, lines).toString(), "an argument"),
            "its input",
            Map.of("PATH", PATH, "GIVEN", "yes"),
            folder),
        most,
        mostBytes,
        out -> new String(out.readAllBytes(), UTF_8),
        scope);
  }

  private Program.Command command(Path program) {
    return new Program.Command(List.of(program.toString()), "", Map.of("PATH", PATH), folder);
  }

  private ProgramRun<String> run(String lines) {
    return run(lines, LONG, 1 << 20, new FetchScope(new RecordingMonitor()));
  }

  private SluiceException failure(String lines, Duration most, int mostBytes) {
    return catchThrowableOfType(
        SluiceException.class,
        () -> run(lines, most, mostBytes, new FetchScope(new RecordingMonitor())));
  }

  @Test
  void output_and_exit_code_are_returned() {
    ProgramRun<String> run = run("echo \"$1\"; pwd; echo oh >&2; exit 3");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.result().orElseThrow()).isEqualTo("an argument\n" + folder + "\n");
    assertThat(run.errors()).isEqualTo("oh\n");
  }

  @Test
  void it_sees_its_input_and_nothing_of_our_environment() {
    assertThat(run("cat").result()).contains("its input");
    String out = run("env").result().orElseThrow();

    assertThat(out.lines().map(line -> line.replaceFirst("=.*", "")))
        .contains("GIVEN", "PATH")
        .isSubsetOf("GIVEN", "PATH", "PWD", "OLDPWD", "SHLVL", "_");
  }

  @Test
  void one_that_takes_too_long_ends_with_its_children() throws Exception {
    Path pid = folder.resolve("pid");

    SluiceException failure =
        failure("sleep 1000 & echo $! > " + pid + "; wait", Duration.ofSeconds(3), 100);

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_STALLED);
    gone(pid);
  }

  @Test
  void a_cancelled_program_ends_with_its_children() throws Exception {
    Path pid = folder.resolve("pid");
    StoppableMonitor monitor = new StoppableMonitor();
    CompletableFuture<SluiceException> over =
        CompletableFuture.supplyAsync(
            () ->
                catchThrowableOfType(
                    SluiceException.class,
                    () ->
                        run(
                            "sleep 1000 & echo $! > " + pid + "; wait",
                            LONG,
                            100,
                            new FetchScope(monitor))));
    await().until(() -> Files.exists(pid) && Files.size(pid) > 1);

    monitor.stop();

    assertThat(over.get().code()).isEqualTo(FailureCode.CANCELLED);
    gone(pid);
  }

  private static void gone(Path pid) throws IOException {
    long id = Long.parseLong(Files.readString(pid).strip());
    await().until(() -> ProcessHandle.of(id).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void one_that_has_too_much_to_say_is_ended() {
    assertThat(failure("yes", LONG, 1 << 20).code()).isEqualTo(FailureCode.NOT_MEDIA);
  }

  private SluiceException unread(String lines) {
    return catchThrowableOfType(
        SluiceException.class,
        () ->
            ProgramRun.of(
                command(FakeProgram.running(folder, lines)),
                LONG,
                10 << 20,
                out -> {
                  out.read();
                  out.close();
                  throw new SluiceException(FailureCode.SOURCE_BROKEN, "unreadable");
                },
                new FetchScope(new RecordingMonitor())));
  }

  @Test
  void what_cannot_be_read_fails_only_a_program_that_succeeds() {
    String much = "yes | head -c 1000000";

    assertThat(unread(much).code()).isEqualTo(FailureCode.SOURCE_BROKEN);
    assertThat(unread(much + "; exit 1")).isNull();
  }

  @Test
  void only_the_last_part_of_long_errors_is_returned() {
    ProgramRun<String> run = run("yes complaint | head -n 100000 >&2; echo last >&2");

    assertThat(run.errors()).endsWith("last\n").hasSizeLessThan(100_000);
  }

  @Test
  void one_that_is_not_there_is_a_fault_of_the_installation() {
    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class,
            () ->
                ProgramRun.of(
                    command(folder.resolve("none")),
                    LONG,
                    10,
                    InputStream::read,
                    new FetchScope(new RecordingMonitor())));

    assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(failure.getMessage()).contains("none does not start");
  }
}
