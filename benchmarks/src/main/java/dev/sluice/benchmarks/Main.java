package dev.sluice.benchmarks;

import dev.sluice.benchmarks.comparison.Accept;
import dev.sluice.benchmarks.comparison.Encode;
import dev.sluice.benchmarks.comparison.FeedProcess;
import dev.sluice.benchmarks.comparison.FeedReading;
import dev.sluice.benchmarks.comparison.Hls;
import dev.sluice.benchmarks.comparison.Latency;
import dev.sluice.benchmarks.comparison.Limited;
import dev.sluice.benchmarks.comparison.Listing;
import dev.sluice.benchmarks.comparison.Live;
import dev.sluice.benchmarks.comparison.Memory;
import dev.sluice.benchmarks.comparison.Pages;
import dev.sluice.benchmarks.comparison.Read;
import dev.sluice.benchmarks.comparison.RemuxLocal;
import dev.sluice.benchmarks.comparison.RemuxS3;
import dev.sluice.benchmarks.comparison.Shows;
import dev.sluice.benchmarks.comparison.Start;
import dev.sluice.benchmarks.load.Load;
import dev.sluice.benchmarks.load.LoadProcess;
import dev.sluice.benchmarks.measure.Bench;
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
  /** A comparison. */
  interface Benchmark {
    void run(Bench bench) throws Exception;
  }

  private static final Map<String, Benchmark> BENCHMARKS = new LinkedHashMap<>();

  static {
    BENCHMARKS.put("remux-local", RemuxLocal::run);
    BENCHMARKS.put("remux-s3", RemuxS3::run);
    BENCHMARKS.put("encode", Encode::run);
    BENCHMARKS.put("latency", Latency::run);
    BENCHMARKS.put("memory", Memory::run);
    BENCHMARKS.put("start", Start::run);
    BENCHMARKS.put("accept", Accept::run);
    BENCHMARKS.put("read", Read::run);
    BENCHMARKS.put("list", Listing::run);
    BENCHMARKS.put("feed", FeedReading::run);
    BENCHMARKS.put("hls", Hls::run);
    BENCHMARKS.put("show", Shows::run);
    BENCHMARKS.put("limited", Limited::run);
    BENCHMARKS.put("live", Live::run);
    BENCHMARKS.put("pages", Pages::run);
  }

  private Main() {}

  /** Exit code 0 when it ran, 1 when it could not, 2 when it was called wrongly. */
  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    if (!all.isEmpty() && isChildRole(all.get(0), all.subList(1, all.size()))) {
      return;
    }
    Bench bench;
    try {
      bench = Bench.from(all, System.out);
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

  // What a benchmark starts beside itself: see ChildJvm.
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
      case "load" -> LoadProcess.send(Load.of(arguments), System.out);
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
