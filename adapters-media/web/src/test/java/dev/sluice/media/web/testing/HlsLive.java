package dev.sluice.media.web.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The playlist of a live stream on an {@link HlsSite}, to which segments are added while it is
 * read. Thread-safe.
 */
public final class HlsLive {
  private final HlsSite site;
  private final String path;
  private final int window;
  private final int targetSeconds;
  private final List<String> segments = new ArrayList<>();
  private String head = "";
  private boolean ended;

  /**
   * A stream without a segment, whose playlist is served from now on.
   *
   * @param window how many of the newest segments the playlist names
   */
  public HlsLive(HlsSite site, String path, int window, int targetSeconds) {
    this.site = site;
    this.path = path;
    this.window = window;
    this.targetSeconds = targetSeconds;
    publish();
  }

  /** Puts these lines in front of the segments, such as an {@code EXT-X-MAP}. */
  public synchronized HlsLive head(String lines) {
    head = lines;
    return publish();
  }

  /** Adds a segment that lies at this path. */
  public HlsLive add(String segment, double seconds) {
    return addAll(List.of(segment), seconds);
  }

  /** Adds several at once: no playlist has some of them alone. */
  public synchronized HlsLive addAll(List<String> added, double seconds) {
    added.forEach(
        segment ->
            segments.add(String.format(Locale.ROOT, "#EXTINF:%.3f,%n%s%n", seconds, segment)));
    return publish();
  }

  /** Counts anew from zero, without a segment, as when the encoder was started again. */
  public synchronized HlsLive restart() {
    segments.clear();
    return publish();
  }

  /** Says that no more will come. */
  public synchronized HlsLive end() {
    ended = true;
    return publish();
  }

  /** How many segments there have been. */
  public synchronized int count() {
    return segments.size();
  }

  /** Serves the playlist as it is now, whatever was served in its place meanwhile. */
  public synchronized HlsLive publish() {
    int first = Math.max(0, segments.size() - window);
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n");
    text.append("#EXT-X-TARGETDURATION:").append(targetSeconds).append('\n');
    text.append("#EXT-X-MEDIA-SEQUENCE:").append(first).append('\n').append(head);
    segments.subList(first, segments.size()).forEach(text::append);
    site.playlist(path, text + (ended ? "#EXT-X-ENDLIST\n" : ""));
    return this;
  }
}
