package dev.sluice.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.testing.RepeatedText;
import dev.sluice.testkit.site.LoopbackSite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many large playlists at once, on a server with the heap that {@code ./sluice} sets. */
@Tag("torture")
class PlaylistBombsTest {
  private static final int BOMBS = 8;

  @TempDir Path folder;

  @Test
  void eight_large_playlists_harm_no_other_job() throws Exception {
    try (LoopbackSite site = LoopbackSite.start();
        ServerProcess server = ServerProcess.on(folder.resolve("data"), "--workers=4")) {
      site.serve(
          "/clip.mkv",
          SampleClip.of("matroska", "h264", "vorbis").lasting(Duration.ofSeconds(1)).bytes());
      // Each list is in memory until its first segment turns out to be a web page.
      site.serve("/s.ts", "<html>".getBytes(StandardCharsets.US_ASCII))
          .delay(Duration.ofMillis(500));
      List<String> bombs = new ArrayList<>();
      for (int i = 0; i < BOMBS; i++) {
        site.serve(
            "/" + i + ".m3u8",
            new RepeatedText(
                "#EXTM3U\n", "#EXTINF:2,\ns.ts?######\n", 190_000, "#EXT-X-ENDLIST\n"));
        bombs.add(server.submit(site.uri("/" + i + ".m3u8"), null));
      }
      String innocent = server.submit(site.uri("/clip.mkv"), null);

      assertThat(server.ended(innocent).path("status").asText()).isEqualTo("Completed");
      for (String bomb : bombs) {
        JsonNode job = server.ended(bomb);
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("Failed");
        assertThat(job.path("error_code").asText()).as(job.toString()).isEqualTo("MEDIA_DAMAGED");
      }
      assertThat(server.isAlive()).isTrue();
      assertThat(Files.readString(folder.resolve("data.log"))).doesNotContain("OutOfMemoryError");
    }
  }
}
