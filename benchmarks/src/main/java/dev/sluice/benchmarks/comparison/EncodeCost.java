package dev.sluice.benchmarks.comparison;

import dev.sluice.benchmarks.measure.BenchOptions;
import dev.sluice.benchmarks.measure.Samples;
import dev.sluice.benchmarks.measure.TemporaryFolders;
import dev.sluice.benchmarks.peer.ChildJvm;
import dev.sluice.benchmarks.peer.Clips;
import dev.sluice.benchmarks.peer.OriginProcess;
import dev.sluice.benchmarks.peer.Programs;
import dev.sluice.benchmarks.peer.SluiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compares the processor time and the PSNR of a 720p h264 encode with those of ffmpeg. */
public final class EncodeCost {
  private static final double GOAL = 1.10;
  private static final double SAME_PICTURE = 0.1;
  private static final Pattern PSNR = Pattern.compile("average:([0-9.]+)");

  private EncodeCost() {}

  public static void run(BenchOptions bench) throws Exception {
    Programs.require("ffmpeg", "bash");
    int rounds = bench.rounds().orElse(3);
    Path master = new Clips(bench.work()).master();
    Path folder = TemporaryFolders.fresh(bench.work(), "encode");
    Samples ours = new Samples();
    Samples theirs = new Samples();
    Path objects = folder.resolve("data/objects");
    Path reference = folder.resolve("reference.mp4");
    try (ChildJvm origin = OriginProcess.start(master.getParent());
        SluiceProcess server = SluiceProcess.start(bench, folder.resolve("data"), 1, List.of())) {
      String url = origin.firstLine() + "/" + master.getFileName();
      Path result = null;
      for (int round = -1; round < rounds; round++) {
        double before = server.cpuSeconds();
        server.run(
            Map.of("url", url, "video_codec", "h264", "video_quality", 23, "overwrite", true));
        double sluice = server.cpuSeconds() - before;
        result = theOnlyFile(objects);
        double program = Programs.run(encode(url, reference)).cpuSeconds();
        bench.say(
            "%s: sluice %.2f s of CPU, ffmpeg %.2f s",
            round < 0 ? "warm-up" : "round " + (round + 1), sluice, program);
        if (round >= 0) {
          ours.add(sluice);
          theirs.add(program);
        }
      }
      double ourPsnr = psnr(result, master);
      double theirPsnr = psnr(reference, master);
      bench.say(
          "CPU, medians of %d: sluice %.2f s, ffmpeg %.2f s, ratio %.3f (goal: at most %.2f)",
          rounds, ours.median(), theirs.median(), ours.median() / theirs.median(), GOAL);
      bench.say(
          "PSNR: sluice %.2f dB (%d bytes), ffmpeg %.2f dB (%d bytes), difference %.2f dB (goal:"
              + " within %.1f)",
          ourPsnr,
          Files.size(result),
          theirPsnr,
          Files.size(reference),
          ourPsnr - theirPsnr,
          SAME_PICTURE);
    } finally {
      TemporaryFolders.delete(folder);
    }
  }

  private static String[] encode(String url, Path to) {
    return new String[] {
      "ffmpeg",
      "-v",
      "error",
      "-y",
      "-i",
      url,
      "-c:v",
      "libx264",
      "-crf",
      "23",
      "-c:a",
      "copy",
      "-movflags",
      "+faststart",
      to.toString()
    };
  }

  private static double psnr(Path result, Path master) throws IOException, InterruptedException {
    Programs.Ran ran =
        Programs.run(
            "ffmpeg",
            "-hide_banner",
            "-i",
            result.toString(),
            "-i",
            master.toString(),
            "-lavfi",
            "[0:v][1:v]psnr",
            "-an",
            "-f",
            "null",
            "-");
    Matcher found = PSNR.matcher(ran.output());
    if (!found.find()) {
      throw new IOException("ffmpeg told no PSNR:\n" + ran.output());
    }
    return Double.parseDouble(found.group(1));
  }

  private static Path theOnlyFile(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      List<Path> files = tree.filter(path -> path.toString().endsWith(".mp4")).toList();
      if (files.size() != 1) {
        throw new IOException("one object was expected, not " + files);
      }
      return files.get(0);
    }
  }
}
