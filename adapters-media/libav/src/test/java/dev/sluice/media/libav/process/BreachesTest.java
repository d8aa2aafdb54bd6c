package dev.sluice.media.libav.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.port.media.Transcoder.SidecarSpec;
import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.io.SpoolFolder;
import dev.sluice.testkit.fake.MemoryInput;
import dev.sluice.testkit.fake.MemorySink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a child may not send. */
class BreachesTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    timer.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "huge",
        "input",
        "position",
        "most",
        "memory",
        "before the memory",
        "head",
        "placed",
        "placed beyond",
        "placed before",
        "unbegun",
        "rewrite",
        "parts",
        "empty parts",
        "code",
        "number",
        "result",
        "twice"
      })
  void a_child_that_breaks_the_protocol_is_killed(String breach) throws Exception {
    SluiceException failure = failure(breach, StageMonitor.none());

    assertThat(failure.code()).isEqualTo(FailureCode.TRANSCODER_DIED);
    assertThat(failure).hasMessageContaining("broke the protocol");
  }

  @Test
  void a_result_for_which_there_is_no_memory_fails_its_job_and_holds_none() throws Exception {
    HeapBudget budget = new HeapBudget(2 << 20);
    try (HeapBudget.Reservation job = budget.open()) {
      SluiceException failure =
          failure(
              "parts",
              new StageMonitor.Forwarding(StageMonitor.none()) {
                @Override
                public HeapBudget.Reservation memory() {
                  return job;
                }
              });

      assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_LIMITS_EXCEEDED);
      assertThat(failure).hasMessageContaining("the subtitles and pictures of the source");
      assertThat(budget.reserved()).isZero();
    }
  }

  /** Returns how a conversation ends with a child that does this. */
  private SluiceException failure(String breach, StageMonitor monitor) throws Exception {
    ThreadProcess process = ThreadProcess.start(HostileChild::serve);
    ChildProcess child = new ChildProcess(process, sharedMemory());
    assertThat(child.hello().get().version()).isEqualTo(Hello.VERSION);
    List<MediaInput> inputs = List.of(MemoryInput.of(new byte[100]));
    Call call =
        new Call(
            Call.Method.TRANSCODE,
            inputs.stream().map(Call.InputInfo::of).toList(),
            Optional.of(OutputSpec.DEFAULT),
            titled(breach),
            SidecarSpec.NONE);
    Conversation conversation =
        new Conversation(
            child,
            call,
            inputs,
            new MemorySink(),
            monitor,
            new Conversation.Context(SpoolFolder.none(), Duration.ofMinutes(1), threads, timer));

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> conversation.run(Transcoder.Result.class));

    assertThat(process.isAlive()).isFalse();
    assertThat(conversation.isReusable()).isFalse();
    return failure;
  }

  private static @Nullable SharedMemory sharedMemory() throws IOException {
    Optional<Path> file = SharedMemory.create();
    if (file.isEmpty()) {
      return null;
    }
    SharedMemory memory = SharedMemory.open(file.get());
    Files.delete(file.get());
    return memory;
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
}
