package dev.sluice.media.web.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.testing.HeapUse;
import java.net.URI;
import org.junit.jupiter.api.Test;

class PlaylistMemoryTest {
  private static final int SEGMENTS = 40_000;

  /** 20 MB for the 200,000 segments that a playlist may have. */
  private static final long MOST = 100 * SEGMENTS;

  private static final String KEY = "#EXT-X-KEY:METHOD=AES-128,URI=\"key\"\n";

  private static long retained(String head, String each) {
    return HeapUse.of(
        () -> {
          StringBuilder text = new StringBuilder("#EXTM3U\n").append(head);
          for (int i = 0; i < SEGMENTS; i++) {
            text.append(each.replace("<a>", "" + i % 997).replace("<b>", "" + i));
          }
          URI uri = URI.create("https://cdn.example/films/7/index.m3u8?token=a/b");
          return PlaylistParser.media(new Manifest(uri, text + "#EXT-X-ENDLIST\n"));
        });
  }

  @Test
  void plain_segments_take_little() {
    assertThat(retained("", "#EXTINF:6.1<a>,\nsegment-<b>.ts\n")).isLessThan(MOST);
  }

  @Test
  void ranges_of_one_encrypted_file_take_little() {
    String head = "#EXT-X-MAP:URI=\"head\"\n" + KEY;

    assertThat(retained(head, "#EXTINF:6.1<a>,\n#EXT-X-BYTERANGE:1000@<b>000\nfilm.ts\n"))
        .isLessThan(MOST);
  }

  @Test
  void segments_that_share_nothing_take_little() {
    String each =
        "#EXT-X-DISCONTINUITY\n#EXT-X-KEY:METHOD=AES-128,URI=\"<a>\"\n"
            + "#EXT-X-MAP:URI=\"h\"\n#EXTINF:1,\n<b>\n";

    assertThat(retained("", each)).isLessThan(2 * MOST);
  }
}
