package dev.sluice.app.torture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small sources that ask for much memory or time. */
final class Bombs {
  private static final String HLS = "application/x-mpegURL";
  private static final String DASH = "application/dash+xml";
  private static final String RSS = "application/rss+xml";
  private static final int HUGE = 1 << 30;

  private final LoopbackSite site;
  private final byte[] clip =
      SampleClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(1)).bytes();

  Bombs(LoopbackSite site) {
    this.site = site;
    site.serve("/clip.ts", clip);
  }

  /**
   * A source that does harm.
   *
   * @param option a field of the request that is set to true, or an empty text
   */
  record Bomb(String name, String url, String option) {}

  /** Those that are made and rejected quickly. */
  List<Bomb> quick() throws IOException {
    List<Bomb> bombs = new ArrayList<>();
    bombs.add(
        text(
            "a playlist that names itself",
            "/self.m3u8",
            "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n/self.m3u8\n",
            HLS));
    bombs.add(entities("entities in a manifest", "/entities.mpd", "MPD", DASH));
    bombs.add(entities("entities in a feed", "/entities.xml", "rss", RSS));
    bombs.add(
        text(
            "an external entity",
            "/external.mpd",
            "<!DOCTYPE MPD [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><MPD>&x;</MPD>",
            DASH));
    bombs.add(
        bytes("a table of two thousand million samples", "/table.mp4", withSampleTable(), ""));
    return bombs;
  }

  /** All of them. */
  List<Bomb> all() throws IOException {
    List<Bomb> bombs = new ArrayList<>(quick());
    bombs.add(bytes("11 MB of tags", "/tags.mkv", withTags(500_000), ""));
    bombs.add(bytes("200,000 chapters", "/chapters.mkv", withChapters(200_000), ""));
    bombs.add(chain());
    bombs.add(
        text("200,000 segments", "/segments.m3u8", playlist(200_000, i -> "/clip.ts?" + i), HLS));
    bombs.add(
        text(
            "segments with long names",
            "/names.m3u8",
            playlist(10_000, i -> "/" + "x".repeat(700) + i),
            HLS));
    bombs.add(
        text("segments that are the playlist", "/in.m3u8", playlist(500, i -> "/in.m3u8"), HLS));
    bombs.add(
        text(
            "a duration beyond all numbers",
            "/duration.m3u8",
            "#EXTM3U\n#EXT-X-TARGETDURATION:9999999999999999999\n#EXTINF:1e308,\n/clip.ts\n"
                + "#EXT-X-ENDLIST\n",
            HLS));
    bombs.add(
        text(
            "a range beyond all numbers",
            "/range.m3u8",
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n"
                + "#EXT-X-BYTERANGE:9223372036854775807@9223372036854775807\n/clip.ts\n"
                + "#EXT-X-ENDLIST\n",
            HLS));
    bombs.add(
        text(
            "a thousand million segments by number",
            "/number.mpd",
            "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\""
                + " mediaPresentationDuration=\"PT1000000S\"><Period>"
                + "<AdaptationSet mimeType=\"video/mp4\"><SegmentTemplate timescale=\"1000\""
                + " duration=\"1\" media=\"/clip.ts?$Number$\"/><Representation id=\"1\""
                + " bandwidth=\"1\" codecs=\"avc1.42c00a\"/></AdaptationSet></Period></MPD>",
            DASH));
    bombs.add(
        text(
            "a timeline that repeats without end",
            "/timeline.mpd",
            "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\""
                + " mediaPresentationDuration=\"PT1000000S\"><Period>"
                + "<AdaptationSet mimeType=\"video/mp4\"><SegmentTemplate timescale=\"1000\""
                + " media=\"/clip.ts?$Time$\"><SegmentTimeline><S t=\"0\" d=\"1\""
                + " r=\"2147483647\"/></SegmentTimeline></SegmentTemplate><Representation"
                + " id=\"1\" bandwidth=\"1\" codecs=\"avc1.42c00a\"/></AdaptationSet></Period>"
                + "</MPD>",
            DASH));
    bombs.add(text("nested elements", "/nested.mpd", "<MPD>" + "<Period>".repeat(500_000), DASH));
    bombs.add(text("a nested feed", "/nested.xml", "<rss>" + "<channel>".repeat(500_000), RSS));
    Bomb episodes = text("a feed of 100,000 episodes", "/episodes.xml", feed(100_000), RSS);
    bombs.add(new Bomb(episodes.name(), episodes.url(), "paused"));
    bombs.add(gzip("a compressed playlist of a gigabyte", "/zeros.m3u8", "#EXTM3U\n", HLS));
    bombs.add(gzip("a compressed manifest of a gigabyte", "/zeros.mpd", "<MPD>", DASH));
    bombs.add(gzip("a compressed feed of a gigabyte", "/zeros.xml", "<rss>", RSS));
    bombs.add(gzip("a compressed film of a gigabyte", "/zeros.mp4", "", "video/mp4"));
    bombs.add(bytes("a zip of a gigabyte", "/zeros.zip", zip(), ""));
    bombs.add(bytes("pictures of 65,500 x 65,500", "/pictures.mkv", hugePictures(), "h264"));
    bombs.add(
        bytes(
            "a thumbnail of 65,500 x 65,500",
            "/thumbnail.mkv",
            hugePictures(),
            "download_thumbnail"));
    bombs.add(endlessSubtitles());
    return bombs;
  }

  private Bomb text(String name, String path, String text, String type) {
    site.serve(path, text.getBytes(US_ASCII)).type(type);
    return new Bomb(name, site.uri(path).toString(), "");
  }

  private Bomb bytes(String name, String path, byte[] bytes, String option) {
    site.serve(path, bytes);
    return new Bomb(name, site.uri(path).toString(), option);
  }

  /** Each of thirty entities is ten of the one before. */
  private Bomb entities(String name, String path, String root, String type) {
    StringBuilder text = new StringBuilder("<!DOCTYPE " + root + " [<!ENTITY e0 \"ha\">");
    for (int i = 1; i < 30; i++) {
      String before = "&e" + (i - 1) + ";";
      text.append("<!ENTITY e").append(i).append(" \"").append(before.repeat(10)).append("\">");
    }
    text.append("]><").append(root).append(">&e29;</").append(root).append('>');
    return text(name, path, text.toString(), type);
  }

  private Bomb chain() {
    for (int i = 0; i < 1_000; i++) {
      text(
          "",
          "/chain" + i + ".m3u8",
          "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n/chain" + (i + 1) + ".m3u8\n",
          HLS);
    }
    return new Bomb("a chain of a thousand playlists", site.uri("/chain0.m3u8").toString(), "");
  }

  private static String playlist(int segments, IntFunction<String> name) {
    StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:1\n");
    for (int i = 0; i < segments; i++) {
      text.append("#EXTINF:1.0,\n").append(name.apply(i)).append('\n');
    }
    return text.append("#EXT-X-ENDLIST\n").toString();
  }

  private String feed(int episodes) {
    StringBuilder text = new StringBuilder("<rss version=\"2.0\"><channel><title>S</title>");
    for (int i = 0; i < episodes; i++) {
      text.append("<item><guid>")
          .append(i)
          .append("</guid><title>T</title><enclosure type=\"video/mp2t\" url=\"")
          .append(site.uri("/clip.ts?" + i))
          .append("\"/></item>");
    }
    return text.append("</channel></rss>").toString();
  }

  private Bomb gzip(String name, String path, String start, String type) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(start.getBytes(US_ASCII));
      writeHuge(out);
    }
    site.serve(path, bytes.toByteArray())
        .type(type)
        .header("Content-Encoding", "gzip")
        .ignoringRanges();
    return new Bomb(name, site.uri(path).toString(), "");
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("film.mp4"));
      writeHuge(out);
    }
    return bytes.toByteArray();
  }

  private static void writeHuge(OutputStream out) throws IOException {
    byte[] spaces = new byte[1 << 20];
    Arrays.fill(spaces, (byte) ' ');
    for (int i = 0; i < HUGE / spaces.length; i++) {
      out.write(spaces);
    }
  }

  private Bomb endlessSubtitles() {
    String line = "00:00.000 --> 00:01.000\n" + "x".repeat(1_000) + "\n\n";
    site.serve("/long.vtt", ("WEBVTT\n\n" + line.repeat(60_000)).getBytes(US_ASCII))
        .type("text/vtt");
    text("", "/subtitles.m3u8", playlist(1, i -> "/long.vtt"), HLS);
    text("", "/video.m3u8", playlist(1, i -> "/clip.ts"), HLS);
    text(
        "",
        "/subtitled.m3u8",
        "#EXTM3U\n#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"s\",NAME=\"a\",LANGUAGE=\"en\","
            + "URI=\"/subtitles.m3u8\"\n#EXT-X-STREAM-INF:BANDWIDTH=1,SUBTITLES=\"s\"\n"
            + "/video.m3u8\n",
        HLS);
    return new Bomb(
        "60 MB of subtitles", site.uri("/subtitled.m3u8").toString(), "download_subtitles");
  }

  static byte[] withTags(int tags) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(element("63c0", new byte[0]));
    for (int i = 0; i < tags; i++) {
      byte[] name = element("45a3", String.format(Locale.ROOT, "T%06d", i).getBytes(US_ASCII));
      all.writeBytes(element("67c8", joined(name, element("4487", "v".getBytes(US_ASCII)))));
    }
    return inMatroska(element("1254c367", element("7373", all.toByteArray())));
  }

  private static byte[] withChapters(int chapters) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < chapters; i++) {
      byte[] uid = element("73c4", ByteBuffer.allocate(4).putInt(i + 1).array());
      byte[] start = element("91", ByteBuffer.allocate(8).putLong(i * 1_000L).array());
      byte[] name = element("80", element("85", ("Chapter " + i).getBytes(US_ASCII)));
      all.writeBytes(element("b6", joined(joined(uid, start), name)));
    }
    return inMatroska(element("1043a770", element("45b9", all.toByteArray())));
  }

  /** A clip whose segment begins with this element; the segment's size is unknown. */
  private static byte[] inMatroska(byte[] element) {
    byte[] file =
        SampleClip.of("matroska", "h264", "vorbis").lasting(Duration.ofSeconds(1)).bytes();
    int segment = indexOf(file, new byte[] {0x18, 0x53, (byte) 0x80, 0x67});
    int size = Integer.numberOfLeadingZeros(file[segment + 4] & 0xff) - 23;
    byte[] head = Arrays.copyOf(file, segment + 5);
    head[segment + 4] = (byte) 0xff;
    byte[] content = Arrays.copyOfRange(file, segment + 4 + size, file.length);
    return joined(joined(head, element), content);
  }

  private static byte[] element(String id, byte[] content) {
    byte[] name = HexFormat.of().parseHex(id);
    ByteBuffer bytes = ByteBuffer.allocate(name.length + 8 + content.length);
    bytes.put(name).putLong(content.length | 1L << 56).put(content);
    return bytes.array();
  }

  private static byte[] withSampleTable() {
    byte[] file = SampleClip.of("mp4", "h264", "aac").lasting(Duration.ofSeconds(1)).bytes();
    for (String table : List.of("stsz", "stts", "stsc")) {
      int at = indexOf(file, table.getBytes(US_ASCII));
      ByteBuffer box = ByteBuffer.wrap(file);
      if (table.equals("stsz")) {
        box.putInt(at + 8, 1).putInt(at + 12, Integer.MAX_VALUE);
      } else {
        box.putInt(at + 12, Integer.MAX_VALUE);
      }
    }
    return file;
  }

  /** Pictures whose headers, and whose track, name dimensions that are too large. */
  private static byte[] hugePictures() {
    byte[] file =
        SampleClip.of("matroska", "mjpeg", "")
            .pixels("yuvj420p")
            .lasting(Duration.ofSeconds(1))
            .bytes();
    byte[] size = {(byte) 0xff, (byte) 0xdc};
    byte[] frame = {(byte) 0xff, (byte) 0xc0};
    for (int at = indexOf(file, frame, 0); at >= 0; at = indexOf(file, frame, at + 2)) {
      System.arraycopy(size, 0, file, at + 5, 2);
      System.arraycopy(size, 0, file, at + 7, 2);
    }
    return file;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static int indexOf(byte[] file, byte[] wanted) {
    int at = indexOf(file, wanted, 0);
    if (at < 0) {
      throw new AssertionError("the clip has no " + new String(wanted, ISO_8859_1));
    }
    return at;
  }

  private static int indexOf(byte[] file, byte[] wanted, int from) {
    return new String(file, ISO_8859_1).indexOf(new String(wanted, ISO_8859_1), from);
  }
}
