package dev.sluice.benchmarks.peer;

import dev.sluice.testkit.site.LoopbackSite;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The origin that both sides download from: a folder's files on a loopback port. */
public final class OriginProcess {
  private OriginProcess() {}

  public static ChildJvm start(Path folder) throws IOException {
    return start(folder, 0);
  }

  /**
   * @param bytesPerSecond of each connection; 0 for as fast as it goes
   */
  public static ChildJvm start(Path folder, long bytesPerSecond) throws IOException {
    return ChildJvm.start("origin", List.of(folder.toString(), "" + bytesPerSecond), 256);
  }

  /** Prints its address and serves until its standard input ends, as it does with its parent. */
  public static void serve(Path folder, long bytesPerSecond, PrintStream out, InputStream in)
      throws IOException {
    try (LoopbackSite site = LoopbackSite.start();
        Stream<Path> files = Files.list(folder)) {
      files.forEach(
          file ->
              site.serve("/" + file.getFileName(), file)
                  .type("video/x-matroska")
                  .throttle(bytesPerSecond));
      out.println(site.uri(""));
      out.flush();
      in.readAllBytes();
    }
  }
}
