package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.Stopwatch;
import dev.sluice.benchmarks.peer.Clips;
import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.ProcessSettings;
import dev.sluice.media.libav.ProcessTranscoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Compares a child process with this process: the processor time of a remux between memory and
 * memory and of an encode, the memory of a child, and its start.
 */
public final class IsolationCost {
  private static final double REMUX_GOAL = 1.15;
  private static final double ENCODE_GOAL = 1.02;
  private static final double MEMORY_GOAL = 90;
  private static final double TICKS_PER_SECOND = 100;
  private static final OutputSpec COPY = OutputSpec.DEFAULT;
  private static final OutputSpec ENCODE = OutputSpec.builder().videoCodec(VideoCodec.H264).build();

  private IsolationCost() {}

  public static void run(BenchOptions bench) throws Exception {
    Clips clips = new Clips(bench.work());
    byte[] film = Files.readAllBytes(clips.film(bench.megabytes().orElse(500)));
    byte[] clip = Files.readAllBytes(clips.fiveSeconds());
    Transcoder here = new LibavTranscoder();
    starts(bench, clip);
    try (ProcessTranscoder child =
        new ProcessTranscoder(ProcessSettings.standard().children(1).callsPerChild(10_000))) {
      run(child, clip, COPY);
      memory(bench, child, clip, "after a remux of five seconds");
      run(child, clip, ENCODE);
      memory(bench, child, clip, "after an encode of it");
      remux(bench, here, child, film);
      memory(bench, child, clip, "after the remuxes");
      encode(bench, here, child, clip);
    }
  }

  private static void starts(BenchOptions bench, byte[] clip) throws Exception {
    Samples first = new Samples();
    Samples warm = new Samples();
    for (int round = -1; round < 5; round++) {
      Stopwatch watch = new Stopwatch();
      try (ProcessTranscoder transcoder =
          new ProcessTranscoder(ProcessSettings.standard().children(1).callsPerChild(2))) {
        transcoder.capabilities();
        Stopwatch start = new Stopwatch();
        transcoder.probe(List.of(new Bytes(clip)), StageMonitor.none());
        double started = start.seconds();
        if (round >= 0) {
          first.add(started);
          warm.add(watch.seconds());
        }
      }
    }
    bench.say(
        "Start of a child until its first probe: median %.2f s; with the one that unpacks %.2f s",
        first.median(), warm.median());
  }

  private static void remux(
      BenchOptions bench, Transcoder here, ProcessTranscoder child, byte[] film) throws Exception {
    int rounds = bench.rounds().orElse(7);
    Samples inProcess = new Samples();
    Samples isolated = new Samples();
    for (int round = -3; round < rounds; round++) {
      double ours = cpuOf(here, film, COPY);
      double theirs = cpuOf(child, film, COPY);
      bench.say("round %d: in this process %.2f s of CPU, in a child %.2f s", round, ours, theirs);
      if (round >= 0) {
        inProcess.add(ours);
        isolated.add(theirs);
      }
    }
    bench.say(
        "Remux, CPU, medians of %d: in this process %.2f s, in a child %.2f s, ratio %.2f (goal: at"
            + " most %.2f)",
        rounds,
        inProcess.median(),
        isolated.median(),
        isolated.median() / inProcess.median(),
        REMUX_GOAL);
  }

  private static double cpuOf(Transcoder transcoder, byte[] source, OutputSpec output)
      throws IOException {
    double before = cpuSeconds();
    run(transcoder, source, output);
    return cpuSeconds() - before;
  }

  private static void encode(
      BenchOptions bench, Transcoder here, ProcessTranscoder child, byte[] clip)
      throws IOException {
    int rounds = bench.rounds().orElse(7);
    Samples inProcess = new Samples();
    Samples isolated = new Samples();
    for (int round = -1; round < rounds; round++) {
      double ours = cpuOf(here, clip, ENCODE);
      double theirs = cpuOf(child, clip, ENCODE);
      if (round >= 0) {
        inProcess.add(ours);
        isolated.add(theirs);
      }
    }
    bench.say(
        "Encode of five seconds, CPU, medians of %d: in this process %.2f s, in a child %.2f s,"
            + " ratio %.3f (goal: at most %.2f)",
        rounds,
        inProcess.median(),
        isolated.median(),
        isolated.median() / inProcess.median(),
        ENCODE_GOAL);
  }

  private static void run(Transcoder transcoder, byte[] source, OutputSpec output) {
    transcoder.transcode(List.of(new Bytes(source)), output, new Discarding(), StageMonitor.none());
  }

  /** Processor time of this process and those below it. */
  private static double cpuSeconds() throws IOException {
    double all = 0;
    for (ProcessHandle process : family().toList()) {
      Path stat = Path.of("/proc/" + process.pid() + "/stat");
      if (Files.exists(stat)) {
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        all += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
      }
    }
    return all;
  }

  private static Stream<ProcessHandle> family() {
    ProcessHandle self = ProcessHandle.current();
    return Stream.concat(Stream.of(self), self.descendants());
  }

  private static void memory(BenchOptions bench, ProcessTranscoder child, byte[] clip, String when)
      throws IOException {
    // A child frees memory when the result has been sent, before it takes another call.
    child.probe(List.of(new Bytes(clip)), StageMonitor.none());
    for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
      Path folder = Path.of("/proc/" + process.pid());
      if (Files.readString(folder.resolve("comm")).strip().equals("java")) {
        List<String> lines = Files.readAllLines(folder.resolve("smaps_rollup"));
        bench.say(
            "A child %s: %.1f MB resident (goal: at most %.0f), %.1f MB as its share",
            when, megabytes(lines, "Rss:"), MEMORY_GOAL, megabytes(lines, "Pss:"));
      }
    }
  }

  private static double megabytes(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .sum();
  }

  /** A file in memory. */
  private record Bytes(byte[] bytes) implements MediaInput {
    @Override
    public OptionalLong size() {
      return OptionalLong.of(bytes.length);
    }

    @Override
    public boolean seekable() {
      return true;
    }

    @Override
    public Optional<String> announcedType() {
      return Optional.empty();
    }

    @Override
    public int read(long position, ByteBuffer buffer) {
      if (position >= bytes.length) {
        return -1;
      }
      int count = (int) Math.min(buffer.remaining(), bytes.length - position);
      buffer.put(bytes, (int) position, count);
      return count;
    }
  }

  /** Takes bytes as a store does, into memory that it uses again. */
  private static final class Discarding implements ArtifactSink {
    private final byte[] part = new byte[1 << 20];
    private long written;

    @Override
    public void begin(int head) {
      written = 0;
    }

    @Override
    public void write(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        int count = Math.min(bytes.remaining(), part.length);
        bytes.get(part, 0, count);
        written += count;
      }
    }

    @Override
    public void rewrite(long position, ByteBuffer bytes) {
      bytes.position(bytes.limit());
    }

    @Override
    public long written() {
      return written;
    }

    @Override
    public long commit() {
      return written;
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }
}
