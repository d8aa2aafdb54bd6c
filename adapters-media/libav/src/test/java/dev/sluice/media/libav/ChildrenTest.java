package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.process.HostileChild;
import dev.sluice.media.libav.process.OddChild;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Children that crash, hang, lie or are killed. */
class ChildrenTest {
  private static ProcessTranscoder odd;

  @BeforeAll
  static void start() {
    odd =
        new ProcessTranscoder(
            ProcessSettings.standard()
                .children(2)
                .memory(32 << 20, 1L << 30)
                .grace(Duration.ofMillis(200))
                .mainClass(OddChild.class.getName()));
  }

  @AfterAll
  static void stop() {
    odd.close();
  }

  private static Map<String, String> ask(String word) {
    return ask(word, StageMonitor.none());
  }

  private static Map<String, String> ask(String word, StageMonitor monitor) {
    MemoryInput input = MemoryInput.of(word.getBytes(StandardCharsets.UTF_8));
    MediaInfo info = odd.probe(List.of(input), monitor);
    return info.tags();
  }

  private static SluiceException failureOf(String word) {
    return catchThrowableOfType(SluiceException.class, () -> ask(word));
  }

  @Test
  void a_child_that_ends_fails_its_call_and_the_next_one_works() {
    SluiceException failure = failureOf("H");

    assertThat(failure.code()).isEqualTo(FailureCode.TRANSCODER_DIED);
    assertThat(failure)
        .hasMessageContaining("read the source's contents")
        .hasMessageContaining("7");
    assertThat(ask("N")).isEmpty();
  }

  @Test
  void a_crash_in_native_code_says_where() {
    SluiceException failure = failureOf("C");

    assertThat(failure.code()).isEqualTo(FailureCode.TRANSCODER_DIED);
    assertThat(failure).hasMessageContaining("SIGSEGV");
    assertThat(ask("N")).isEmpty();
  }

  @Test
  void a_death_leaves_another_call_alone() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch died = new CountDownLatch(1);
    CompletableFuture<MediaInfo> other =
        CompletableFuture.supplyAsync(
            () ->
                probe(
                    odd,
                    () -> {
                      reading.countDown();
                      await(died);
                    }));
    reading.await();

    assertThat(failureOf("H").code()).isEqualTo(FailureCode.TRANSCODER_DIED);
    died.countDown();

    assertThat(other.get().format()).isEqualTo("odd");
  }

  @Test
  void more_memory_than_a_child_may_use_is_a_limit_of_the_media() {
    assertThat(failureOf("O").code()).isEqualTo(FailureCode.MEDIA_LIMITS_EXCEEDED);
    assertThat(failureOf("M").code()).isEqualTo(FailureCode.MEDIA_LIMITS_EXCEEDED);
    assertThat(ask("N")).isEmpty();
  }

  @Test
  void a_bug_in_a_child_is_an_unexpected_failure_with_its_trace() {
    assertThatThrownBy(() -> ask("B"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a bug in the child")
        .hasMessageContaining("OddChild");
  }

  @Test
  void text_that_a_child_prints_is_no_frame() {
    assertThat(ask("P")).isEmpty();
  }

  @Test
  void a_child_that_spins_is_killed_after_a_cancel() throws Exception {
    SluiceException reason = new SluiceException(FailureCode.JOB_TIMEOUT, "too slow");
    EndingMonitor monitor = new EndingMonitor();
    CompletableFuture<Throwable> call =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new AssertionError(ask("S", monitor).toString());
              } catch (RuntimeException e) {
                return e;
              }
            });
    monitor.registered.await();

    monitor.end(reason);

    assertThat(call.get()).isSameAs(reason);
    assertThat(ask("N")).isEmpty();
  }

  @Test
  void a_child_that_spins_is_killed_after_an_interrupt() throws Exception {
    EndingMonitor monitor = new EndingMonitor();
    CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              SluiceException failure =
                  catchThrowableOfType(SluiceException.class, () -> ask("S", monitor));
              wasInterrupted.complete(
                  failure.code() == FailureCode.INTERRUPTED
                      && Thread.currentThread().isInterrupted());
            });
    caller.start();
    monitor.registered.await();

    caller.interrupt();

    assertThat(wasInterrupted.get()).isTrue();
    assertThat(ask("N")).isEmpty();
  }

  @Test
  void the_environment_of_a_child_is_empty() {
    assertThat(ask("E").keySet()).isSubsetOf("LC_ALL", "MALLOC_ARENA_MAX", "PWD", "_");
  }

  @Test
  void a_child_reaches_neither_files_nor_connections() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> reached = ask("F" + server.getLocalPort());

      Assumptions.assumeTrue(ProcessTranscoder.confinement().isPresent(), "no sandbox here");
      assertThat(reached).containsEntry("connect", "no").containsEntry("write", "no");
      if (ProcessTranscoder.confinement().orElseThrow().contains("read-only")) {
        assertThat(reached).containsEntry("read", "no");
      }
    }
  }

  @Test
  void a_child_that_breaks_the_protocol_is_killed() {
    try (ProcessTranscoder hostile =
        new ProcessTranscoder(
            ProcessSettings.standard().children(1).mainClass(HostileChild.class.getName()))) {
      assertThatExceptionOfType(SluiceException.class)
          .isThrownBy(
              () ->
                  hostile.transcode(
                      new Transcoder.Task(
                          List.of(MemoryInput.of(new byte[100])),
                          OutputSpec.DEFAULT,
                          titled("garbage")),
                      new MemorySink(),
                      StageMonitor.none()))
          .withMessageContaining("broke the protocol")
          .matches(failure -> failure.code() == FailureCode.TRANSCODER_DIED);
    }
  }

  private static TagOverrides titled(String title) {
    return new TagOverrides(
        Optional.of(title),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  @Test
  void a_first_start_that_fails_once_is_tried_again(@TempDir Path folder) throws IOException {
    Path java = folder.resolve("java");
    String real = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String failed = folder.resolve("failed").toString();
    Files.writeString(
        java,
        "#!/bin/sh\n[ -e '"
            + failed
            + "' ] && exec '"
            + real
            + "' \"$@\"\n: >'"
            + failed
            + "'\nexit 1\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    try (ProcessTranscoder unlucky =
        new ProcessTranscoder(
            ProcessSettings.standard()
                .command(java, System.getProperty("java.class.path"))
                .mainClass(OddChild.class.getName()))) {
      // The first call waits for the failed start, or comes after it and starts another.
      Throwable first = catchThrowable(unlucky::capabilities);

      assertThat(first == null || first instanceof SluiceException).isTrue();
      assertThat(unlucky.capabilities()).isEqualTo(Capabilities.all());
    }
  }

  @Test
  void children_that_nobody_uses_end_but_for_one() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "processes are not listed");
    String word = "idle-" + System.nanoTime();
    ProcessSettings settings =
        ProcessSettings.standard()
            .children(2)
            .idleLimit(Duration.ofMillis(200))
            .mainClass(OddChild.class.getName(), word);
    try (ProcessTranscoder transcoder = new ProcessTranscoder(settings)) {
      CountDownLatch both = new CountDownLatch(2);
      Runnable meet =
          () -> {
            both.countDown();
            await(both);
          };
      CompletableFuture<MediaInfo> other =
          CompletableFuture.supplyAsync(() -> probe(transcoder, meet));
      probe(transcoder, meet);
      assertThat(other.get().format()).isEqualTo("odd");

      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> ChildProcesses.javaWith(word).size() == 1);
      assertThat(probe(transcoder, () -> {}).format()).isEqualTo("odd");
    }
  }

  private static MediaInfo probe(ProcessTranscoder transcoder, Runnable before) {
    MemoryInput input = MemoryInput.of(new byte[] {'N'});
    return transcoder.probe(List.of(new WaitingInput(input, before)), StageMonitor.none());
  }

  @Test
  void a_transcoder_that_is_closed_says_so() {
    ProcessTranscoder closed =
        new ProcessTranscoder(ProcessSettings.standard().mainClass(OddChild.class.getName()));
    closed.close();
    closed.close();

    assertThatExceptionOfType(SluiceException.class)
        .isThrownBy(() -> closed.probe(List.of(MemoryInput.of(new byte[1])), StageMonitor.none()))
        .matches(failure -> failure.code() == FailureCode.INTERRUPTED);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An input that does something before each read. */
  private static final class WaitingInput extends dev.sluice.core.port.media.MediaInput.Forwarding {
    private final Runnable before;

    WaitingInput(MemoryInput input, Runnable before) {
      super(input);
      this.before = before;
    }

    @Override
    public int read(long position, java.nio.ByteBuffer buffer) {
      before.run();
      return super.read(position, buffer);
    }
  }

  /** A monitor that ends a job from outside, as the engine's does. */
  private static final class EndingMonitor implements StageMonitor {
    final CountDownLatch registered = new CountDownLatch(1);
    private volatile SluiceException end;
    private volatile Runnable action = () -> {};

    void end(SluiceException reason) {
      end = reason;
      action.run();
    }

    @Override
    public void downloaded(long bytes, OptionalLong total) {}

    @Override
    public void downloadFinished() {}

    @Override
    public void converted(Duration upTo, Duration of) {}

    @Override
    public void uploaded(long bytes) {}

    @Override
    public boolean cancelled() {
      return end != null;
    }

    @Override
    public void check() {
      if (end != null) {
        throw end;
      }
    }

    @Override
    public Registration onCancel(Runnable toRun) {
      action = toRun;
      registered.countDown();
      return () -> {};
    }
  }
}
