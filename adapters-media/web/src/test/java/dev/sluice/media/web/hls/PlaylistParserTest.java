package dev.sluice.media.web.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.media.web.hls.MasterPlaylist.AudioRendition;
import dev.sluice.media.web.hls.MasterPlaylist.SubtitleRendition;
import dev.sluice.media.web.hls.MasterPlaylist.Variant;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.Segment.Key;
import dev.sluice.media.web.segment.Segment.Presence;
import dev.sluice.media.web.segment.Segment.Section;
import dev.sluice.media.web.segment.SegmentWindow;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaylistParserTest {
  private static final String PLAYLIST = "https://cdn.example/films/7/index.m3u8?token=a/b";

  @Test
  void a_media_playlist_is_its_segments_in_order() {
    SegmentWindow playlist =
        media(
            """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:10

            #EXTINF:9.5,a title, with a comma
            first.ts
            # a comment
            #EXT-X-SOMETHING-NEW:1
            #EXT-X-DISCONTINUITY
            #EXTINF:10
            sub/second.ts?x=1
            #EXT-X-ENDLIST
            """);

    assertThat(playlist.ended()).isTrue();
    assertThat(playlist.duration()).isEqualTo(Duration.ofMillis(19_500));
    assertThat(playlist.segments())
        .containsExactly(
            segment("https://cdn.example/films/7/first.ts", 9_500),
            segment("https://cdn.example/films/7/sub/second.ts?x=1", 10_000).in(Section.of(1)));
  }

  @Test
  void without_an_end_it_goes_on() {
    assertThat(media("#EXTM3U\n#EXTINF:1,\na.ts\n").ended()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n\n#EXTM3U\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:-1,\na.ts\n#EXTINF:2\nb.ts\n",
        " #EXTM3U\r\n#EXTINF:-1,\r\n\r\na.ts\r\n#EXTINF:2\r\nb.ts\r\n#EXT-X-ENDLIST\r\n"
      })
  void what_players_tolerate_is_tolerated(String text) {
    SegmentWindow playlist = media(text);

    assertThat(PlaylistParser.isPlaylist(text)).isTrue();
    assertThat(playlist.ended()).isTrue();
    assertThat(playlist.segments())
        .extracting(Segment::duration)
        .containsExactly(Optional.of(Duration.ZERO), Optional.of(Duration.ofSeconds(2)));
  }

  @Test
  void a_gap_is_a_segment_that_is_missing() {
    SegmentWindow playlist =
        media("#EXTM3U\n#EXTINF:1,\n#EXT-X-GAP\na.ts\n#EXTINF:1,\nb.ts\n#EXT-X-ENDLIST\n");

    assertThat(playlist.segments())
        .extracting(Segment::presence)
        .containsExactly(Presence.MISSING, Presence.REQUIRED);
  }

  @ParameterizedTest
  @CsvSource({
    "b.ts, https://cdn.example/films/7/b.ts",
    "../b.ts, https://cdn.example/films/b.ts",
    "/b.ts, https://cdn.example/b.ts",
    "//other.example/b.ts, https://other.example/b.ts",
    "http://other.example:81/b.ts, http://other.example:81/b.ts",
    "?part=2, https://cdn.example/films/7/index.m3u8?part=2",
    "a b|c.ts, https://cdn.example/films/7/a%20b%7Cc.ts",
    "12:30.ts, https://cdn.example/films/7/12:30.ts",
  })
  void addresses_are_relative_to_the_playlist(String written, String meant) {
    assertThat(media("#EXTM3U\n#EXTINF:1,\n" + written).segments())
        .extracting(Segment::uri)
        .containsExactly(URI.create(meant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "data:text/plain,a", "ftp://a.example/b.ts", "http://"})
  void only_web_addresses_are_allowed(String uri) {
    assertFails("#EXTM3U\n#EXTINF:1,\n" + uri, FailureCode.NOT_MEDIA);
  }

  @Test
  void byte_ranges_follow_each_other_where_they_do_not_say_where_they_begin() {
    SegmentWindow playlist =
        media(
            """
            #EXTM3U
            #EXTINF:1,
            #EXT-X-BYTERANGE:100@50
            all.ts
            #EXTINF:1,
            #EXT-X-BYTERANGE:10
            all.ts
            #EXTINF:1,
            rest.ts
            """);

    assertThat(playlist.segments()).extracting(Segment::from).containsExactly(50L, 150L, 0L);
    assertThat(playlist.segments()).extracting(Segment::end).containsExactly(150L, 160L, -1L);
  }

  @Test
  void a_head_holds_until_there_is_another() {
    SegmentWindow playlist =
        media(
            """
            #EXTM3U
            #EXT-X-MAP:URI="head.mp4",BYTERANGE="700@0"
            #EXTINF:1,
            a.m4s
            #EXTINF:1,
            b.m4s
            #EXT-X-MAP:URI="other.mp4"
            #EXTINF:1,
            c.m4s
            """);

    assertThat(playlist.segments())
        .extracting(s -> s.init().orElseThrow().uri().getPath())
        .containsExactly("/films/7/head.mp4", "/films/7/head.mp4", "/films/7/other.mp4");
    assertThat(playlist.segments().get(0).init().orElseThrow().end()).isEqualTo(700);
  }

  @Test
  void a_key_comes_with_its_vector_or_with_the_segments_number() {
    SegmentWindow playlist =
        media(
            """
            #EXTM3U
            #EXT-X-MEDIA-SEQUENCE:258
            #EXT-X-KEY:METHOD=AES-128,URI="key"
            #EXTINF:1,
            a.ts
            #EXTINF:1,
            b.ts
            #EXT-X-KEY:METHOD=AES-128,URI="key",IV=0xAbc
            #EXTINF:1,
            c.ts
            #EXT-X-KEY:METHOD=NONE
            #EXTINF:1,
            d.ts
            """);

    URI uri = URI.create("https://cdn.example/films/7/key");
    assertThat(playlist.segments())
        .extracting(Segment::key)
        .containsExactly(
            Optional.of(new Key(uri, "00000000000000000000000000000102")),
            Optional.of(new Key(uri, "00000000000000000000000000000103")),
            Optional.of(new Key(uri, "00000000000000000000000000000abc")),
            Optional.empty());
  }

  @Test
  void of_keys_for_several_players_the_plain_one_counts() {
    SegmentWindow playlist =
        media(
            """
            #EXTM3U
            #EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://1",KEYFORMAT="com.apple.streamingkeydelivery"
            #EXT-X-KEY:METHOD=AES-128,URI="key",KEYFORMAT="identity"
            #EXTINF:1,
            a.ts
            """);

    assertThat(playlist.segments().get(0).key()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "METHOD=SAMPLE-AES,URI=\"skd://1\",KEYFORMAT=\"com.apple.streamingkeydelivery\"",
        "METHOD=SAMPLE-AES-CTR,URI=\"data:text/plain;base64,AAAA\","
            + "KEYFORMAT=\"urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed\"",
        "METHOD=AES-256,URI=\"key\"",
      })
  void what_only_players_with_a_licence_can_read_is_refused(String key) {
    assertFails("#EXTM3U\n#EXT-X-KEY:" + key + "\n#EXTINF:1,\na.ts", FailureCode.MEDIA_PROTECTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "#EXTM3U\na.ts",
        "#EXTM3U\n#EXTINF:long,\na.ts",
        "#EXTM3U\n#EXTINF:1,\n#EXT-X-BYTERANGE:10\na.ts\n#EXTINF:1,\n#EXT-X-BYTERANGE:10\nb.ts",
        "#EXTM3U\n#EXTINF:1,\n#EXT-X-BYTERANGE:0@5\na.ts",
        "#EXTM3U\n#EXT-X-MAP:BYTERANGE=\"1@0\"\n#EXTINF:1,\na.ts",
        "#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=zz\n#EXTINF:1,\na.ts",
        "#EXTM3U\n#EXT-X-I-FRAMES-ONLY\n#EXTINF:1,\na.ts",
      })
  void what_makes_no_sense_is_refused_and_no_segment_left_out(String text) {
    String first = "#EXTINF:1,\n#EXT-X-BYTERANGE:10\na.ts";
    if (text.contains(first)) {
      text = text.replace(first, "#EXTINF:1,\n#EXT-X-BYTERANGE:10@0\na.ts");
    }
    assertFails(text, FailureCode.STREAM_UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"#EXTM3U", "#EXTM3U\n#EXT-X-ENDLIST\n"})
  void an_empty_playlist_fails(String text) {
    assertFails(text, FailureCode.SOURCE_EMPTY);
  }

  @Test
  void a_master_playlist_is_its_variants_sounds_and_subtitles() {
    Manifest manifest =
        manifest(
            """
            #EXTM3U
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",DEFAULT=YES,URI="en.m3u8"
            #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="Comments",AUTOSELECT=YES
            #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="English",LANGUAGE="en-GB",DEFAULT=YES,FORCED=NO,URI="subs.m3u8"
            #EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",NAME="nowhere"
            #EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="CC",INSTREAM-ID="CC1"
            #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=9,URI="iframes.m3u8"
            #EXT-X-STREAM-INF:BANDWIDTH=1280000,RESOLUTION=640x360,CODECS="avc1.4d401e,mp4a.40.2",AUDIO="aac",SUBTITLES="subs"
            low.m3u8
            #EXT-X-STREAM-INF:BANDWIDTH=nonsense,RESOLUTION=big
            odd.m3u8
            """);

    assertThat(PlaylistParser.isMaster(manifest)).isTrue();
    MasterPlaylist playlist = PlaylistParser.master(manifest);
    assertThat(playlist.variants())
        .containsExactly(
            new Variant(
                URI.create("https://cdn.example/films/7/low.m3u8"),
                1_280_000,
                640,
                360,
                List.of("avc1.4d401e", "mp4a.40.2"),
                Optional.of("aac"),
                Optional.of("subs"),
                Map.of()),
            new Variant(
                URI.create("https://cdn.example/films/7/odd.m3u8"),
                0,
                0,
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of()));
    assertThat(playlist.audio())
        .containsExactly(
            new AudioRendition(
                "aac",
                Optional.of(URI.create("https://cdn.example/films/7/en.m3u8")),
                true,
                false,
                Optional.empty(),
                Optional.of("English"),
                Set.of(Disposition.DEFAULT),
                0),
            new AudioRendition(
                "aac",
                Optional.empty(),
                false,
                true,
                Optional.empty(),
                Optional.of("Comments"),
                Set.of(),
                0));
    assertThat(playlist.subtitles())
        .containsExactly(
            new SubtitleRendition(
                "subs",
                URI.create("https://cdn.example/films/7/subs.m3u8"),
                Optional.of("en-GB"),
                true,
                false));
  }

  private static Segment segment(String uri, long millis) {
    return new Segment(
        URI.create(uri),
        0,
        -1,
        Optional.of(Duration.ofMillis(millis)),
        Optional.empty(),
        Optional.empty());
  }

  private static void assertFails(String text, FailureCode code) {
    SluiceException failure = catchThrowableOfType(SluiceException.class, () -> media(text));
    assertThat(failure).as(text).isNotNull();
    assertThat(failure.code()).as(text).isEqualTo(code);
    assertThat(failure)
        .hasMessageEndingWith(": https://cdn.example/films/7/index.m3u8")
        .hasMessageNotContaining("token");
  }

  private static SegmentWindow media(String text) {
    return PlaylistParser.media(manifest(text));
  }

  private static Manifest manifest(String text) {
    return new Manifest(URI.create(PLAYLIST), text);
  }
}
