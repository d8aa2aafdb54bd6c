package dev.sluice.media.web.hls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.web.ManifestFixture;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.site.SiteResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Playlists that are not as the standard wants them, and sources with another way to the film. */
class HlsSecondWaysTest extends ManifestFixture {
  private static final String MASTER =
      """
      #EXTM3U
      #EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080
      /high
      #EXT-X-STREAM-INF:BANDWIDTH=5000000,RESOLUTION=1920x1080
      /copy
      #EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360
      /low
      """;

  private void playlists() {
    for (String name : new String[] {"high", "copy", "low"}) {
      serve("/" + name + ".ts", "G " + name);
      site.playlist("/" + name, HlsSite.ended("#EXTINF:2,\n/" + name + ".ts\n"));
    }
    site.playlist("/list", MASTER);
  }

  @Test
  void another_variant_stands_for_one_that_is_not_there() {
    playlists();
    assertThat(text()).isEqualTo("G high");

    serve("/high", "").status(404);
    assertThat(text()).isEqualTo("G copy");

    site.playlist("/copy", HlsSite.ended("#EXTINF:2,\n/copy.ts\n"));
    serve("/copy.ts", "").status(403);
    Read low = read();
    assertThat(low.texts()).containsExactly("G low");
    assertThat(low.others()).extracting(other -> other.kind()).containsOnly(StreamKind.VIDEO);
    assertThat(low.others().get(1).reason().orElseThrow()).contains("HTTP 403", "not available");

    serve("/low", "<html>").type("text/html");
    assertThat(failure()).hasMessageContaining("HTTP 404").hasMessageContaining("/high");
  }

  @Test
  void a_failure_that_may_be_over_soon_costs_no_quality() {
    playlists();
    serve("/high", "").status(503);
    assertThat(text()).as("the same quality elsewhere").isEqualTo("G copy");

    serve("/copy", "").status(503);
    assertThat(code()).isEqualTo(FailureCode.SOURCE_BROKEN);
  }

  @Test
  void a_copy_elsewhere_stands_for_a_variant_whose_origin_limits_requests() {
    playlists();
    serve("/high", "").status(429).header("Retry-After", "7200");

    assertThat(text()).isEqualTo("G copy");
  }

  @Test
  void sound_alone_does_not_stand_for_a_film() {
    playlists();
    site.playlist(
        "/list", MASTER.replace("640x360", "0x0").replace("900000,", "1,CODECS=\"mp4a.40.2\","));
    serve("/high", "").status(404);
    serve("/copy", "").status(404);

    assertThat(code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
  }

  @Test
  void a_list_of_playlists_may_be_in_another() {
    playlists();
    site.playlist("/inner", MASTER);
    site.playlist("/list", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n/inner\n");
    assertThat(text()).isEqualTo("G high");

    site.playlist("/inner", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n/list\n");
    assertThat(failure()).hasMessageContaining("lists of playlists only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n \r\n#EXTM3U\n#EXTINF:2,\n/1\n#EXT-X-ENDLIST\n",
        "\u00ef\u00bb\u00bf\n#EXTM3U\n#EXTINF:2,\n/1\n#EXT-X-ENDLIST\n",
        "#EXTM3U\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:2,\n/1\n",
        "#EXTM3U\n#EXTINF:-1,\n/1\n#EXT-X-ENDLIST\n",
      })
  void what_players_tolerate_is_tolerated(String playlist) {
    serve("/1", "G one");
    serve("/list", playlist);

    assertThat(text()).isEqualTo("G one");
  }

  @Test
  void a_playlist_that_has_not_changed_for_long_is_taken_if_an_incomplete_one_may_be() {
    serve("/1", "G one");
    SiteResource playlist =
        site.playlist("/list", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n/1\n")
            .header("Date", "Tue, 01 Dec 2026 02:00:00 GMT");

    playlist.header("Last-Modified", "Tue, 01 Dec 2026 01:55:00 GMT");
    assertThat(failure()).hasMessageContaining("live stream");

    playlist.header("Last-Modified", "Mon, 30 Nov 2026 23:00:00 GMT");
    assertThat(failure()).as("perhaps the encoder broke off").hasMessageContaining("live stream");

    output = OutputSpec.builder().allowIncomplete(true).build();
    Read read = read();
    assertThat(read.texts()).containsExactly("G one");
    assertThat(read.missing())
        .singleElement()
        .asString()
        .contains("no end mark", "has not changed since 2026-11-30T23:00:00Z", "/list");

    playlist.header("Last-Modified", "Tue, 01 Dec 2026 01:55:00 GMT");
    assertThat(failure()).hasMessageContaining("live stream");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXTINF:2,\n/1\n#EXTINF:2,\n/1",
        "#EXTINF:2,\n/1\n#EXTINF:2,\n",
        "#EXTINF:2,\n/1\n#EXTINF:2,\n#EXT-X-BYTERANGE:1@0\n",
        "#EXTINF:2,\n/1\n#EXT",
      })
  void a_playlist_that_was_cut_is_not_complete_whatever_its_type_says(String segments) {
    serve("/1", "G one");
    String head = "#EXTM3U\n#EXT-X-PLAYLIST-TYPE:VOD\n";
    site.playlist("/list", head + segments);

    assertThat(code()).isEqualTo(FailureCode.SOURCE_CUT);
    assertThat(failure()).hasMessageContaining("middle of a segment's lines");
  }

  @Test
  void an_unknown_duration_is_no_short_one() {
    serve("/1", "G one");
    serve("/2", "G two");
    site.playlist("/list", HlsSite.ended("#EXTINF:2,\n/1\n#EXTINF:-1,\n/2\n"));

    Read read = read();

    assertThat(read.texts()).containsExactly("G oneG two");
    assertThat(read.inputs().get(0).duration()).isEmpty();
  }

  @Test
  void a_playlist_may_be_compressed_without_a_word() throws IOException {
    playlists();
    site.site().serve("/list", zipped(MASTER));
    site.site().serve("/high", zipped(HlsSite.ended("#EXTINF:2,\n/high.ts\n")));

    assertThat(text()).isEqualTo("G high");
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXTM3U\n#EXTINF:-1 tvg-id=\"one\" group-title=\"News\",One\n/channel\n",
        "#EXTM3U url-tvg=\"/guide\"\n#EXTINF:-1,One\n#EXTVLCOPT:http-user-agent=x\n/channel\n",
        "#EXTM3U\n/channel\n",
      })
  void a_list_of_one_channel_leads_to_its_stream(String list) {
    site.playlist("/list", list);
    site.playlist("/channel", HlsSite.ended("#EXTINF:2,\n/1\n")).header("Set-Cookie", "a=1");
    serve("/1", "G one").onlyWithCookie("a=1", 403);
    assertThat(text()).isEqualTo("G one");

    site.site().redirect("/channel", "/plain");
    serve("/plain", "a file");
    assertThat(text()).isEqualTo("a file");
  }

  @Test
  void a_list_that_leads_to_itself_ends() {
    site.playlist("/list", "#EXTM3U\n#EXTINF:-1,One\n/list\n");

    assertThat(failure()).hasMessageContaining("lists of channels or files only");
  }

  @Test
  void a_list_of_several_channels_says_what_to_do() {
    site.playlist(
        "/list", "#EXTM3U\n#EXTINF:-1 tvg-id=\"1\",One, two\n/1\n#EXTINF:-1,Three\n/2\n/3\n");

    assertThat(failure())
        .hasMessageContaining("a list of 3 channels or files")
        .hasMessageContaining("the URL of one of them");
    assertThat(code()).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
  }

  @Test
  void a_key_is_requested_again_as_a_segment_is() {
    byte[] key = "0123456789abcdef".getBytes(UTF_8);
    site.site().serve("/1", HlsSite.encrypted("G one".getBytes(UTF_8), key, new byte[16]));
    site.site().serve("/key", key).status(503, 1);
    site.playlist(
        "/list", HlsSite.ended("#EXT-X-KEY:METHOD=AES-128,URI=\"/key\",IV=0x0\n#EXTINF:2,\n/1\n"));
    assertThat(text()).isEqualTo("G one");

    site.site().serve("/key", key).header("Retry-After", "0").status(429, 1);
    assertThat(text()).isEqualTo("G one");

    site.site().serve("/key", new byte[17]);
    assertThat(failure()).hasMessageContaining("more than 16 bytes instead of 16");
  }

  @Test
  void what_needs_a_licence_is_rejected_wherever_it_is() {
    playlists();
    serve("/sound.aac", "sound");
    site.playlist(
        "/sound",
        HlsSite.ended("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://1\"\n#EXTINF:2,\n/sound.aac\n"));
    site.playlist(
        "/list",
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="/sound"
        #EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360,AUDIO="a"
        /high
        #EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=320x180
        /low
        """);
    assertThat(code()).isEqualTo(FailureCode.MEDIA_PROTECTED);

    site.playlist("/sound", HlsSite.ended("#EXTINF:2,\n/sound.aac\n"));
    site.playlist(
        "/high",
        HlsSite.ended(
            "#EXT-X-KEY:METHOD=AES-128,URI=\"/k\",KEYFORMAT=\"com.microsoft.playready\"\n"
                + "#EXTINF:2,\n/high.ts\n"));
    assertThat(code()).isEqualTo(FailureCode.MEDIA_PROTECTED);
  }
}
