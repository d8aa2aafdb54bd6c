package dev.sluice.media.web.hls;

import dev.sluice.media.web.LiveContract;
import java.time.Duration;
import java.util.List;

class HlsLiveTest extends LiveContract {
  @Override
  protected String manifest(int first, List<String> paths, boolean ended) {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:1\n");
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(first).append('\n');
    paths.forEach(path -> text.append("#EXTINF:1,\n").append(path).append('\n'));
    return ended ? text + "#EXT-X-ENDLIST\n" : text.toString();
  }

  /** A target duration is a number of seconds. */
  @Override
  protected Duration length() {
    return Duration.ofSeconds(1);
  }

  @Override
  protected String type() {
    return "application/vnd.apple.mpegurl";
  }
}
