package dev.sluice.benchmarks.peer;

import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.testing.HlsLive;
import dev.sluice.media.web.testing.HlsSite;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A live stream that is played fast: ten segments of six seconds, over and over, twenty of them a
 * second. Each minute restarts the clock, as a restarted encoder does.
 */
public final class LiveOrigin {
  public static final int SECONDS_EACH = 6;
  private static final int FILM_SEGMENTS = 10;
  private static final int A_SECOND = 20;

  private LiveOrigin() {}

  public static ChildJvm start(int segments) throws IOException {
    return ChildJvm.start("live-origin", List.of("" + segments), 512);
  }

  /** Prints the playlist's address, adds a second's segments for as long as it takes, and ends. */
  public static void serve(int segments, PrintStream out, InputStream in)
      throws IOException, InterruptedException {
    byte[] film =
        SampleClip.of("mpegts", "h264", "aac")
            .size(1_280, 720)
            .lasting(Duration.ofSeconds((long) FILM_SEGMENTS * SECONDS_EACH))
            .encodedWith(Map.of("g", "50", "b", "4000000"))
            .bytes();
    List<byte[]> cut = HlsSite.cutTransport(film, FILM_SEGMENTS);
    try (HlsSite site = HlsSite.start()) {
      HlsLive live = new HlsLive(site, "/live.m3u8", 4 * A_SECOND, 1);
      add(site, live, cut, A_SECOND);
      out.println(site.url("/live.m3u8").text());
      out.flush();
      while (site.site().requests("/live.m3u8").isEmpty()) {
        Thread.sleep(50);
      }
      while (live.count() < segments) {
        Thread.sleep(1_000);
        add(site, live, cut, Math.min(A_SECOND, segments - live.count()));
      }
      live.end();
      in.readAllBytes();
    }
  }

  private static void add(HlsSite site, HlsLive live, List<byte[]> cut, int count) {
    for (int i = 0; i < count; i++) {
      int number = live.count();
      String path = "/film/" + number;
      site.site().serve(path, cut.get(number % FILM_SEGMENTS));
      boolean again = number > 0 && number % FILM_SEGMENTS == 0;
      live.add(again ? "#EXT-X-DISCONTINUITY\n" + path : path, SECONDS_EACH);
    }
  }
}
