package dev.sluice.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Sources, made once by the ffmpeg program and kept in the work folder. */
public final class Clips {
  private static final int MEGABYTE = 1_000_000;

  private final Path folder;

  public Clips(Path work) throws IOException {
    folder = Files.createDirectories(work.resolve("sources"));
  }

  /** A film as one finds it: matroska with h264 (720p, B-frames) and aac, this many megabytes. */
  public Path film(int megabytes) throws IOException, InterruptedException {
    Path file = folder.resolve("film-" + megabytes + "MB.mkv");
    if (Files.exists(file)) {
      return file;
    }
    Path scene = scene();
    long loops = (long) megabytes * MEGABYTE / Files.size(scene);
    Path part = part(file);
    Programs.run(
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-stream_loop",
        Long.toString(loops),
        "-i",
        scene.toString(),
        "-map",
        "0",
        "-c",
        "copy",
        "-fs",
        Long.toString((long) megabytes * MEGABYTE),
        "-f",
        "matroska",
        part.toString());
    return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Half a minute of 720p with grain, which an encoder has to work on, at 8 Mbit/s. */
  private Path scene() throws IOException, InterruptedException {
    return made(
        "scene.mkv", 30, "-preset", "veryfast", "-b:v", "8M", "-maxrate", "10M", "-bufsize", "16M");
  }

  /** Fifteen seconds of 720p of a quality to encode from. */
  public Path master() throws IOException, InterruptedException {
    return made("master.mkv", 15, "-preset", "veryfast", "-crf", "14");
  }

  /** Five seconds. */
  public Path fiveSeconds() throws IOException, InterruptedException {
    return made("five-seconds.mkv", 5, "-preset", "veryfast", "-crf", "23");
  }

  private Path made(String name, int seconds, String... encoder)
      throws IOException, InterruptedException {
    Path file = folder.resolve(name);
    if (Files.exists(file)) {
      return file;
    }
    Path part = part(file);
    String[] inputs = {
      "ffmpeg",
      "-v",
      "error",
      "-y",
      "-f",
      "lavfi",
      "-i",
      "testsrc2=size=1280x720:rate=30:duration=" + seconds + ",noise=alls=4:allf=t",
      "-f",
      "lavfi",
      "-i",
      "sine=frequency=440:beep_factor=4:sample_rate=48000:duration=" + seconds,
      "-pix_fmt",
      "yuv420p",
      "-c:a",
      "aac",
      "-b:a",
      "128k",
      "-ac",
      "2",
      "-c:v",
      "libx264",
      "-g",
      "60"
    };
    String[] output = {"-f", "matroska", part.toString()};
    Programs.run(joined(joined(inputs, encoder), output));
    return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path part(Path file) {
    return folder.resolve(file.getFileName() + ".part");
  }

  private static String[] joined(String[] one, String[] other) {
    String[] all = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, all, one.length, other.length);
    return all;
  }
}
