package dev.sluice.media.libav.process;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.Capabilities;
import dev.sluice.media.libav.io.Spool;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The life of a child process: it runs the calls of its parent, one after the other. */
public final class ChildLoop {
  /** In place of a file. */
  static final String NONE = "-";

  /** How many arguments are not the main class's own. */
  public static final int ARGUMENTS = 3;

  private static final int PARENT_GONE = 0;
  private static final int PROTOCOL_BROKEN = 4;
  private static final int LONGEST_TRACE = 30;

  private final ParentLink parent;
  private final Transcoder transcoder;

  private ChildLoop(ParentLink parent, Transcoder transcoder) {
    this.parent = parent;
    this.transcoder = transcoder;
  }

  /**
   * Runs calls until the parent closes the standard input, and ends the process then.
   *
   * @param arguments those of the process. The first is the file of the stream to the parent, or
   *     {@link #NONE} for the standard output; the second that of the shared memory, or none; the
   *     third is the most memory that it may take, in bytes
   * @param create creates the transcoder that does the work
   * @param natives returns the folders of the libraries that it has loaded
   * @param afterCall runs after each call, when its result has been sent
   */
  @SuppressWarnings("resource") // The process ends with its streams.
  public static void run(
      String[] arguments,
      Function<Spool, Transcoder> create,
      Supplier<List<String>> natives,
      Runnable afterCall) {
    ParentLink parent =
        new ParentLink(
            new FileInputStream(FileDescriptor.in),
            out(arguments[0]).getChannel(),
            shared(arguments[1]),
            ChildLoop::end);
    // What a library prints must not end up in the middle of a frame.
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    Thread watch = new Thread(parent::watch, "sluice-parent");
    watch.setDaemon(true);
    watch.start();
    Transcoder transcoder;
    Hello hello;
    try {
      transcoder = create.apply(RemoteInput::spooled);
      hello = new Hello(Hello.VERSION, Optional.empty(), transcoder.capabilities(), natives.get());
    } catch (RuntimeException | LinkageError e) {
      Capabilities none = new Capabilities(Set.of(), Set.of());
      Optional<String> problem = Optional.of(String.valueOf(e.getMessage()));
      parent.sendEnd(
          FrameType.HELLO,
          Values.write(Hello.class, new Hello(Hello.VERSION, problem, none, List.of())));
      return;
    }
    MemoryLimit memory = new MemoryLimit(Long.parseLong(arguments[2]));
    memory.start();
    parent.sendEnd(FrameType.HELLO, Values.write(Hello.class, hello));
    ChildLoop loop = new ChildLoop(parent, transcoder);
    while (true) {
      byte[] call = parent.nextCall();
      memory.watch(true);
      loop.run(Values.read(Call.class, ByteBuffer.wrap(call)));
      memory.watch(false);
      afterCall.run();
    }
  }

  private static @Nullable SharedMemory shared(String file) {
    try {
      return file.equals(NONE) ? null : SharedMemory.open(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException("the shared memory", e);
    }
  }

  private static FileOutputStream out(String frames) {
    if (frames.equals(NONE)) {
      return new FileOutputStream(FileDescriptor.out);
    }
    try {
      return new FileOutputStream(frames);
    } catch (FileNotFoundException e) {
      throw new UncheckedIOException("the stream to the parent", e);
    }
  }

  // The end of the parent ends the child, also in the middle of native code.
  private static void end(Exception reason) {
    if (reason instanceof IOException) {
      Runtime.getRuntime().halt(PARENT_GONE);
    }
    System.getLogger(ChildLoop.class.getName())
        .log(System.Logger.Level.ERROR, "The parent breaks the protocol", reason);
    Runtime.getRuntime().halt(PROTOCOL_BROKEN);
  }

  private void run(Call call) {
    byte[] result;
    try {
      result = resultOf(call);
      if (result.length > Limits.MOST_RESULT) {
        throw new SluiceException(
            FailureCode.MEDIA_LIMITS_EXCEEDED,
            "The picture and the subtitles of the result have more than 16 MB; ask for fewer");
      }
    } catch (RuntimeException e) {
      parent.sendEnd(FrameType.FAILED, Values.write(Failure.class, failure(e)));
      return;
    }
    parent.sendEnd(FrameType.RESULT, result);
  }

  private byte[] resultOf(Call call) {
    List<MediaInput> inputs = new ArrayList<>();
    for (int i = 0; i < call.inputs().size(); i++) {
      inputs.add(new RemoteInput(parent, i, call.inputs().get(i), call.inputs().size()));
    }
    RemoteSink sink = new RemoteSink(parent);
    RemoteMonitor monitor = new RemoteMonitor(parent, sink::flush);
    return switch (call.method()) {
      case PROBE ->
          Values.write(
              MediaInfo.class,
              call.output().isEmpty()
                  ? transcoder.probe(inputs, monitor)
                  : transcoder.probe(inputs, call.output().get(), monitor));
      case PLAN ->
          Values.write(
              Transcoder.Plan.class, transcoder.plan(inputs, call.output().orElseThrow(), monitor));
      case TRANSCODE -> {
        Transcoder.Task task =
            new Transcoder.Task(inputs, call.output().orElseThrow(), call.tags(), call.sidecars());
        Transcoder.Result result = transcoder.transcode(task, sink, monitor);
        monitor.flush();
        sink.flush();
        yield Values.write(Transcoder.Result.class, result);
      }
    };
  }

  private static Failure failure(RuntimeException thrown) {
    int number = ForeignFailure.numberOf(thrown);
    if (number > 0 || thrown instanceof SluiceException) {
      return Failure.of(number, thrown);
    }
    return new Failure(0, Optional.empty(), trace(thrown));
  }

  private static String trace(Throwable thrown) {
    String lines =
        Arrays.stream(thrown.getStackTrace())
            .limit(LONGEST_TRACE)
            .map(frame -> "\n\tat " + frame)
            .collect(Collectors.joining());
    return thrown.getCause() == null
        ? thrown + lines
        : thrown + lines + "\nCaused by: " + trace(thrown.getCause());
  }
}
