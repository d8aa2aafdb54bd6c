package dev.sluice.benchmarks;

import dev.sluice.benchmarks.comparison.EncodeCost;
import dev.sluice.benchmarks.comparison.FeedProcess;
import dev.sluice.benchmarks.comparison.FeedReading;
import dev.sluice.benchmarks.comparison.FullDatabase;
import dev.sluice.benchmarks.comparison.HlsDownload;
import dev.sluice.benchmarks.comparison.IsolationCost;
import dev.sluice.benchmarks.comparison.JobLatency;
import dev.sluice.benchmarks.comparison.ListLatency;
import dev.sluice.benchmarks.comparison.LiveMemory;
import dev.sluice.benchmarks.comparison.PageDownload;
import dev.sluice.benchmarks.comparison.ReadRate;
import dev.sluice.benchmarks.comparison.RemuxLocal;
import dev.sluice.benchmarks.comparison.RemuxMemory;
import dev.sluice.benchmarks.comparison.RemuxS3;
import dev.sluice.benchmarks.comparison.ShowExpansion;
import dev.sluice.benchmarks.comparison.StartTime;
import dev.sluice.benchmarks.comparison.SubmitRate;
import dev.sluice.benchmarks.comparison.ThrottledDownload;
import dev.sluice.benchmarks.load.LoadPlan;
import dev.sluice.benchmarks.load.LoadProcess;
import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.peer.HlsOrigin;
import dev.sluice.benchmarks.peer.LiveOrigin;
import dev.sluice.benchmarks.peer.MissingKeyException;
import dev.sluice.benchmarks.peer.MissingProgramException;
import dev.sluice.benchmarks.peer.OriginProcess;
import dev.sluice.benchmarks.peer.PostgresProcess;
import dev.sluice.benchmarks.peer.S3Process;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code benchmarks/run NAME}: runs one comparison and prints what it found. */
public final class Main {
  /** A comparison, which prints its result. */
  interface Benchmark {
    void run(BenchOptions bench) throws Exception;
  }

  private static final Map<String, Benchmark> BENCHMARKS = new LinkedHashMap<>();

  static {
    BENCHMARKS.put("remux-local", RemuxLocal::run);
    BENCHMARKS.put("remux-s3", RemuxS3::run);
    BENCHMARKS.put("encode", EncodeCost::run);
    BENCHMARKS.put("isolation", IsolationCost::run);
    BENCHMARKS.put("latency", JobLatency::run);
    BENCHMARKS.put("memory", RemuxMemory::run);
    BENCHMARKS.put("start", StartTime::run);
    BENCHMARKS.put("accept", SubmitRate::run);
    BENCHMARKS.put("read", ReadRate::run);
    BENCHMARKS.put("list", ListLatency::run);
    BENCHMARKS.put("full", FullDatabase::run);
    BENCHMARKS.put("feed", FeedReading::run);
    BENCHMARKS.put("hls", HlsDownload::run);
    BENCHMARKS.put("show", ShowExpansion::run);
    BENCHMARKS.put("limited", ThrottledDownload::run);
    BENCHMARKS.put("live", LiveMemory::run);
    BENCHMARKS.put("pages", PageDownload::run);
  }

  private Main() {}

  /** Exit code 0 when it ran, 1 when it could not, 2 when it was called wrongly. */
  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    if (!all.isEmpty() && isChildRole(all.get(0), all.subList(1, all.size()))) {
      return;
    }
    BenchOptions bench;
    try {
      bench = BenchOptions.from(all, names(), System.out);
    } catch (IllegalArgumentException e) {
      usage(System.err, e.getMessage());
      System.exit(2);
      return;
    }
    try {
      for (String name : bench.names()) {
        bench.out().println("\n== " + name);
        BENCHMARKS.get(name).run(bench);
      }
    } catch (MissingProgramException | MissingKeyException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  // The roles of child processes: see ChildJvm.
  private static boolean isChildRole(String role, List<String> arguments) throws Exception {
    switch (role) {
      case "origin" ->
          OriginProcess.serve(
              Path.of(arguments.get(0)), Long.parseLong(arguments.get(1)), System.out, System.in);
      case "hls-origin" ->
          HlsOrigin.serve(
              Integer.parseInt(arguments.get(0)),
              Integer.parseInt(arguments.get(1)),
              System.out,
              System.in);
      case "live-origin" ->
          LiveOrigin.serve(Integer.parseInt(arguments.get(0)), System.out, System.in);
      case "s3" -> S3Process.serve(Path.of(arguments.get(0)), System.out, System.in);
      case "postgres" -> PostgresProcess.serve(Path.of(arguments.get(0)), System.out, System.in);
      case "read-feed" ->
          FeedProcess.measure(arguments.get(0), Integer.parseInt(arguments.get(1)), System.out);
      case "load" -> LoadProcess.send(LoadPlan.of(arguments), System.out);
      default -> {
        return false;
      }
    }
    return true;
  }

  public static List<String> names() {
    return List.copyOf(BENCHMARKS.keySet());
  }

  private static void usage(PrintStream err, String problem) {
    err.println(problem);
    err.println(
        "usage: benchmarks/run NAME|all [--rounds N] [--megabytes N] [--at-once N] [--jobs N]"
            + " [--seconds N] [--work FOLDER] [--s3] [--s3-endpoint URL] [--s3-bucket NAME]");
    err.println("names: " + String.join(", ", BENCHMARKS.keySet()));
  }
}
