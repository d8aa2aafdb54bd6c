package dev.sluice.media.libav.process;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.io.Spool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The calls of a transcoder, each in a child process. Thread-safe. */
public final class ProcessCalls implements AutoCloseable {
  /** A child may have died while it was idle; a call then takes another one. */
  private static final int TRIES = 3;

  private static final long IDLE_SECONDS = 10;

  private final ChildPool pool;
  private final Conversation.Context context;

  /**
   * Starts the first child and does not wait for it.
   *
   * @param most how many children there are at most
   * @param callsPerChild after how many calls a child is replaced
   * @param idleLimit how long a child may be idle before it ends; the last one stays
   * @param grace how long a child may take to end a cancelled call
   */
  public ProcessCalls(
      ChildCommand command,
      int most,
      int callsPerChild,
      Duration idleLimit,
      Spool spool,
      Duration grace) {
    ThreadFactory daemons =
        work -> {
          Thread thread = new Thread(work, "sluice-child-calls");
          thread.setDaemon(true);
          return thread;
        };
    ExecutorService threads = Executors.newCachedThreadPool(daemons);
    // Neither is shut down: calls may end after close, and idle threads end by themselves.
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemons);
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    context = new Conversation.Context(spool, grace, threads, timer);
    pool = new ChildPool(command, most, callsPerChild, idleLimit, timer);
  }

  /**
   * Waits for the first child and returns what it can encode.
   *
   * @throws SluiceException INTERNAL with a sentence, if no child starts
   */
  public Capabilities capabilities() {
    return pool.capabilities();
  }

  /** Returns the sandbox of the children, once the first one has started. */
  public Optional<Sandbox> sandbox() {
    return pool.sandbox();
  }

  /** Runs a probe, for this output if there is one. */
  public MediaInfo probe(
      List<MediaInput> inputs, Optional<OutputSpec> output, StageMonitor monitor) {
    Call call = Call.of(Call.Method.PROBE, inputs, output);
    return run(call, inputs, null, monitor, MediaInfo.class);
  }

  /** Runs a plan. */
  public Transcoder.Plan plan(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
    Call call = Call.of(Call.Method.PLAN, inputs, Optional.of(output));
    return run(call, inputs, null, monitor, Transcoder.Plan.class);
  }

  /** Runs a transcode. */
  public Transcoder.Result transcode(
      Transcoder.Task task, ArtifactSink sink, StageMonitor monitor) {
    Call call =
        new Call(
            Call.Method.TRANSCODE,
            task.inputs().stream().map(Call.InputInfo::of).toList(),
            Optional.of(task.output()),
            task.tags(),
            task.sidecars());
    return run(call, task.inputs(), sink, monitor, Transcoder.Result.class);
  }

  private <T> T run(
      Call call,
      List<MediaInput> inputs,
      @Nullable ArtifactSink sink,
      StageMonitor monitor,
      Class<T> type) {
    for (int attempt = 1; ; attempt++) {
      ChildProcess child = pool.take(monitor);
      Conversation conversation = new Conversation(child, call, inputs, sink, monitor, context);
      try {
        return conversation.run(type);
      } catch (IOException dead) {
        if (attempt == TRIES) {
          throw new SluiceException(
              FailureCode.TRANSCODER_DIED,
              "The process that reads media died before it began: " + dead.getMessage(),
              dead);
        }
      } catch (SluiceException failure) {
        if (failure.code() == FailureCode.TRANSCODER_DIED && pool.isClosed()) {
          throw ChildPool.stopped();
        }
        throw failure;
      } finally {
        pool.giveBack(child, conversation.isReusable());
      }
    }
  }

  /** Kills all children. Calls that run fail with INTERRUPTED. */
  @Override
  public void close() {
    pool.close();
  }
}
