package dev.sluice.benchmarks.peer;

import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.testing.HlsSite;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An origin that delays each segment, as a distant one does. */
public final class HlsOrigin {
  private static final int SECONDS_EACH = 2;

  /** Where a page shows the film. */
  public static final String PAGE = "/watch.html";

  private HlsOrigin() {}

  private static byte[] page() {
    return ("<!doctype html><html><head><title>Film</title></head><body><video>"
            + "<source src='/film.m3u8' type='application/x-mpegURL'></video></body></html>")
        .getBytes(StandardCharsets.UTF_8);
  }

  public static ChildJvm start(int segments, int delayMillis) throws IOException {
    return ChildJvm.start("hls-origin", List.of("" + segments, "" + delayMillis), 512);
  }

  /** Prints the playlist's address and serves until its standard input ends. */
  public static void serve(int segments, int delayMillis, PrintStream out, InputStream in)
      throws IOException {
    int seconds = segments * SECONDS_EACH;
    byte[] film =
        SampleClip.of("mpegts", "h264", "aac")
            .size(640, 360)
            .lasting(Duration.ofSeconds(seconds))
            .encodedWith(Map.of("g", "50"))
            .bytes();
    try (HlsSite site = HlsSite.start()) {
      StringBuilder lines = new StringBuilder();
      List<byte[]> cut = HlsSite.cutTransport(film, segments);
      for (int i = 0; i < segments; i++) {
        // The ffmpeg program takes no segments by other names.
        String path = String.format(Locale.ROOT, "/film/%d.ts", i);
        site.site()
            .serve(path, cut.get(i))
            .type("video/mp2t")
            .delay(Duration.ofMillis(delayMillis));
        lines.append(String.format(Locale.ROOT, "#EXTINF:%d,%n%s%n", SECONDS_EACH, path));
      }
      site.playlist("/film.m3u8", HlsSite.ended(lines.toString()));
      site.site().serve(PAGE, page()).type("text/html; charset=utf-8");
      out.println(site.url("/film.m3u8").text());
      out.flush();
      in.readAllBytes();
    }
  }
}
