package dev.sluice.media.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.MediaInput.Piece;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.HlsSite;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What manifests say about the pieces of an input. */
class PiecesTest {
  private final HlsSite site = HlsSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  private void serve(String path, String content) {
    site.site().serve(path, content.getBytes(ISO_8859_1));
  }

  /** Returns the pieces of an input that is read to its end. */
  private static List<Piece> pieces(MediaInput input) {
    assertThat(input.pieceAt(0)).as("before anything was read").isEmpty();
    long end = 0;
    ByteBuffer buffer = ByteBuffer.allocate(3);
    for (int count = 0; count >= 0; count = input.read(end, buffer.clear())) {
      end += count;
    }
    List<Piece> pieces = new ArrayList<>();
    for (long at = 0; at < end; at++) {
      Piece piece = input.pieceAt(at).orElseThrow();
      if (pieces.isEmpty() || !pieces.get(pieces.size() - 1).equals(piece)) {
        pieces.add(piece);
      }
    }
    return pieces;
  }

  private List<Piece> pieces(String path) {
    try (Media media = fetcher.open(site.url(path), StageMonitor.none())) {
      return pieces(media.inputs().get(0));
    }
  }

  private static Optional<Duration> seconds(double seconds) {
    return Optional.of(Duration.ofMillis(Math.round(seconds * 1e3)));
  }

  @Test
  void hls_numbers_the_sections_and_promises_durations() {
    serve("/1", "Gaaaa");
    serve("/2", "Gbb");
    serve("/3", "Gccccc");
    site.playlist(
        "/list",
        HlsSite.ended(
            "#EXT-X-DISCONTINUITY-SEQUENCE:4\n#EXTINF:2,\n/1\n#EXT-X-DISCONTINUITY\n"
                + "#EXTINF:1.5,\n/2\n#EXTINF:3,\n/3\n"));

    assertThat(pieces("/list"))
        .containsExactly(
            new Piece(0, 4, Optional.empty(), Optional.empty(), seconds(2)),
            new Piece(5, 5, Optional.empty(), Optional.empty(), seconds(1.5)),
            new Piece(8, 5, Optional.empty(), Optional.empty(), seconds(3)));
  }

  @Test
  void an_init_segment_belongs_to_the_segment_after_it() {
    serve("/init", "\0\0\0\bftyp");
    serve("/1", "\0\0\0\tmoof1");
    serve("/2", "\0\0\0\tmoof2");
    site.playlist(
        "/list", HlsSite.ended("#EXT-X-MAP:URI=\"/init\"\n#EXTINF:2,\n/1\n#EXTINF:2,\n/2\n"));

    assertThat(pieces("/list")).extracting(Piece::from).containsExactly(0L, 17L);
  }

  @Test
  void packed_audio_says_when_it_begins() {
    String owner = "com.apple.streaming.transportStreamTimestamp\0";
    String clock = "\0\0\0\0\0\r\u00bb\u00a0";
    String frame = "PRIV\0\0\0" + (char) 53 + "\0\0" + owner + clock;
    serve("/1", "ID3\u0004\0\0\0\0\0" + (char) 63 + frame + "sound");
    site.playlist("/list", HlsSite.ended("#EXTINF:2,\n/1\n"));

    assertThat(pieces("/list"))
        .containsExactly(new Piece(0, 0, Optional.empty(), seconds(10), seconds(2)));
  }

  @Test
  void dash_says_where_the_clock_of_each_period_stands() {
    serve("/init", "\0\0\0\bftyp");
    serve("/a1", "\0\0\0\bmoof");
    serve("/a2", "\0\0\0\bmoof");
    serve("/b1", "\0\0\0\bmoof");
    serve("/c", "\0\0\0\bmoof");
    manifest(
        "<Period duration=\"PT3.5S\"><SegmentTemplate timescale=\"1000\" duration=\"2000\""
            + " presentationTimeOffset=\"2500\" initialization=\"/init\" media=\"/a$Number$\"/>"
            + SET
            + "</Period><Period start=\"PT3.5S\" duration=\"PT2S\"><SegmentTemplate"
            + " initialization=\"/init\" media=\"/b$Number$\"><SegmentTimeline><S"
            + " d=\"2\"/></SegmentTimeline></SegmentTemplate>"
            + SET
            + "</Period><Period duration=\"PT1S\"><SegmentList timescale=\"90000\""
            + " duration=\"90000\" presentationTimeOffset=\"810000\"><Initialization"
            + " sourceURL=\"/init\"/><SegmentURL media=\"/c\"/></SegmentList>"
            + SET
            + "</Period>");

    assertThat(pieces("/mpd"))
        .extracting(Piece::from, Piece::section, Piece::shift, Piece::duration)
        .containsExactly(
            tuple(0L, 0L, seconds(-2.5), seconds(2)),
            tuple(16L, 0L, seconds(-2.5), seconds(1.5)),
            tuple(24L, 3_500L, seconds(3.5), seconds(2)),
            tuple(32L, 5_500L, seconds(5.5 - 9), seconds(1)));
  }

  @Test
  void a_single_file_has_an_offset_too() {
    serve("/file", "\0\0\0\bftyp");
    manifest(
        "<Period duration=\"PT3S\"><SegmentBase timescale=\"48000\""
            + " presentationTimeOffset=\"96000\"/><BaseURL>/file</BaseURL>"
            + SET
            + "</Period>");

    assertThat(pieces("/mpd"))
        .containsExactly(new Piece(0, 0, seconds(-2), Optional.empty(), seconds(3)));
  }

  private static final String SET =
      "<AdaptationSet mimeType=\"video/mp4\"><Representation id=\"v\"/></AdaptationSet>";

  private void manifest(String periods) {
    site.site()
        .serve("/mpd", ("<MPD type=\"static\">" + periods + "</MPD>").getBytes(UTF_8))
        .type("application/dash+xml");
  }
}
