package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.FetchRequest;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaFacts;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.WebMediaFetcher;
import dev.sluice.media.web.OkHttpWebClient;
import dev.sluice.testkit.HlsSite;
import dev.sluice.testkit.MemorySink;
import dev.sluice.testkit.RecordingMonitor;
import dev.sluice.testkit.SiteResource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Films that come as playlists, all the way into one file. */
class HlsFilmsTest {
  private static final Duration LENGTH = Duration.ofSeconds(6);
  private static final byte[] TRANSPORT =
      TestClip.of("mpegts", "h264", "aac").lasting(LENGTH).bytes();
  private static final byte[] PLAIN = TestClip.of("mp4", "h264", "aac").lasting(LENGTH).bytes();

  /** Written anew it keeps its times, since nothing is shown later than it is decoded. */
  private static final byte[] IN_ORDER =
      TestClip.of("mp4", "h264", "aac").lasting(LENGTH).encodedWith(Map.of("bf", "0")).bytes();

  private final HlsSite site = HlsSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);
  private final LibavTranscoder transcoder = new LibavTranscoder();
  private final RecordingMonitor monitor = new RecordingMonitor();

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  @Test
  void transport_segments_become_one_file() {
    transport("/film", TRANSPORT, 12);

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT));

    assertWhole(made, PLAIN);
    assertThat(monitor.downloaded()).isEqualTo(TRANSPORT.length);
    assertThat(monitor.finished()).isEqualTo(1);
  }

  @Test
  void fragments_and_their_head_become_one_file() {
    List<byte[]> parts = HlsSite.cutFragments(Remade.inFragments(IN_ORDER, "+default_base_moof"));
    site.site().serve("/head", parts.get(0));
    site.segments("/film", parts.subList(1, parts.size()));
    site.playlist(
        "/a",
        HlsSite.ended("#EXT-X-MAP:URI=\"head\"\n" + HlsSite.lines("film", parts.size() - 1, 1)));

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), IN_ORDER);
    assertThat(site.site().requests("/head")).hasSize(1);
  }

  @Test
  void encrypted_segments_are_decrypted_by_a_key_that_is_asked_for_once() {
    byte[] key = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
    byte[] iv = new byte[16];
    iv[15] = 9;
    site.site().serve("/key", key);
    List<byte[]> encrypted =
        HlsSite.cutTransport(TRANSPORT, 6).stream()
            .map(part -> HlsSite.encrypted(part, key, iv))
            .toList();
    site.segments("/film", encrypted);
    site.playlist(
        "/a",
        HlsSite.ended(
            "#EXT-X-KEY:METHOD=AES-128,URI=\"/key\",IV=0x09\n" + HlsSite.lines("/film", 6, 1)));

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), PLAIN);
    assertThat(site.site().requests("/key")).hasSize(1);
  }

  @Test
  void a_wrong_key_is_a_failure() {
    byte[] key = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
    site.site().serve("/key", "0123456789abcdee".getBytes(StandardCharsets.ISO_8859_1));
    site.segments("/film", List.of(HlsSite.encrypted(TRANSPORT, key, new byte[16])));
    site.playlist(
        "/a",
        HlsSite.ended("#EXT-X-KEY:METHOD=AES-128,URI=\"/key\"\n" + HlsSite.lines("/film", 1, 1)));

    assertThat(failure().code()).isEqualTo(FailureCode.MEDIA_DAMAGED);
  }

  @Test
  void a_key_on_a_private_address_is_not_asked_for() {
    site.segments("/film", HlsSite.cutTransport(TRANSPORT, 2));
    site.playlist(
        "/a",
        HlsSite.ended(
            "#EXT-X-KEY:METHOD=AES-128,URI=\"http://127.0.0.2:1/key\"\n"
                + HlsSite.lines("/film", 2, 1)));

    assertThat(failure().code()).isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
  }

  @Test
  void stretches_of_one_file_become_the_file() {
    site.site().serve("/all", TRANSPORT);
    StringBuilder lines = new StringBuilder();
    int at = 0;
    for (byte[] part : HlsSite.cutTransport(TRANSPORT, 5)) {
      lines.append("#EXTINF:1.2,\n#EXT-X-BYTERANGE:%d@%d%n/all%n".formatted(part.length, at));
      at += part.length;
    }
    site.playlist("/a", HlsSite.ended(lines.toString()));

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), PLAIN);
  }

  @Test
  void sound_apart_is_put_together_in_step() {
    byte[] picture = Remade.of(IN_ORDER, "mpegts", List.of(), packet -> packet.stream_index() == 0);
    // One that begins later, by the same clock.
    byte[] sound =
        Remade.of(
            IN_ORDER,
            "mpegts",
            List.of(),
            packet -> packet.stream_index() == 1 && packet.pts() >= 24_000);
    transport("/picture", picture, 4);
    transport("/sound", sound, 3);
    site.playlist("/p.m3u8", HlsSite.ended(HlsSite.lines("/picture", 4, 1.5)));
    site.playlist("/s.m3u8", HlsSite.ended(HlsSite.lines("/sound", 3, 2)));
    site.playlist(
        "/a",
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="s.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=100000,RESOLUTION=160x120,CODECS="avc1.42e01e,mp4a.40.2",AUDIO="a"
        p.m3u8
        """);

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT));

    assertThat(made.pictures).hasSize(25 * 6).containsKey(0L);
    assertThat(made.soundStart / 1e6).isCloseTo(0.5, within(0.03));
    assertThat(made.soundEnd / 1e6).isCloseTo(6, within(0.05));
  }

  @Test
  void sound_alone_asks_for_no_picture() {
    transport("/picture", TRANSPORT, 4);
    transport("/sound", TestClip.of("mpegts", "", "aac").lasting(LENGTH).blind().bytes(), 3);
    site.playlist("/p.m3u8", HlsSite.ended(HlsSite.lines("/picture", 4, 1.5)));
    site.playlist("/s.m3u8", HlsSite.ended(HlsSite.lines("/sound", 3, 2)));
    site.playlist(
        "/a",
        """
        #EXTM3U
        #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",DEFAULT=YES,URI="s.m3u8"
        #EXT-X-STREAM-INF:BANDWIDTH=100000,AUDIO="a"
        p.m3u8
        """);

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT.withContainer(Container.M4A)));

    assertThat(made.soundEnd / 1e6).isCloseTo(6, within(0.1));
    assertThat(site.site().requests("/p.m3u8")).isEmpty();
  }

  @Test
  void pieces_whose_clocks_begin_anew_are_put_one_behind_the_other() {
    byte[] advertisement =
        TestClip.of("mpegts", "h264", "aac").lasting(Duration.ofSeconds(2)).bytes();
    transport("/film", TRANSPORT, 4);
    transport("/ad", advertisement, 2);
    site.playlist(
        "/a",
        HlsSite.ended(
            HlsSite.lines("/film", 4, 1.5)
                + "#EXT-X-DISCONTINUITY\n"
                + HlsSite.lines("/ad", 2, 1)
                + "#EXT-X-DISCONTINUITY\n"
                + HlsSite.lines("/film", 4, 1.5)));

    Inspection made = Inspection.of(fetched(OutputSpec.DEFAULT));

    assertThat(made.pictures).hasSize(25 * (6 + 2 + 6));
    assertThat(made.pictureEnd / 1e6).isCloseTo(14, within(0.2));
    assertThat(made.soundEnd / 1e6).isCloseTo(14, within(0.2));
  }

  @Test
  void what_is_in_it_is_said_with_the_playlists_length() {
    transport("/film", TRANSPORT, 4);

    MediaFacts facts;
    try (Media media = fetcher.open(site.url("/a"), monitor)) {
      facts = transcoder.probe(media.inputs(), monitor);
    }

    assertThat(facts.duration()).contains(Duration.ofMillis(6_000));
    assertThat(facts.streams()).hasSize(2);
  }

  @Test
  void a_segment_that_is_forbidden_fails_the_whole() {
    transport("/film", TRANSPORT, 6).get(2).status(403);

    assertThat(failure()).hasMessageContaining("/film/2");
    assertThat(failure().code()).isEqualTo(FailureCode.SOURCE_FORBIDDEN);
  }

  @Test
  void a_segment_that_fails_now_and_then_is_asked_for_again() {
    List<SiteResource> segments = transport("/film", TRANSPORT, 6);
    segments.get(2).status(503, 2);
    segments.get(4).cutAfter(1_000, 2);

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), PLAIN);
  }

  @Test
  void a_page_in_place_of_a_segment_is_not_read_over() {
    transport("/film", TRANSPORT, 6);
    site.site().serve("/film/3", "<!doctype html><p>Sorry".getBytes(StandardCharsets.UTF_8));

    assertThat(failure()).hasMessageContaining("/film/3");
    assertThat(failure().code()).isEqualTo(FailureCode.MEDIA_DAMAGED);
  }

  @Test
  void segments_that_come_late_and_out_of_order_are_read_in_order() {
    List<SiteResource> segments = transport("/film", TRANSPORT, 12);
    List<SiteResource> late = new ArrayList<>(segments);
    Collections.reverse(late);
    for (int i = 0; i < late.size(); i++) {
      late.get(i).delay(Duration.ofMillis(10L * i));
    }

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), PLAIN);
  }

  @Test
  void a_playlist_and_its_segments_may_have_moved() {
    transport("/new/film", TRANSPORT, 4);
    site.playlist("/new/list", HlsSite.ended(HlsSite.lines("film", 4, 1.5)));
    site.site().redirect("/a", "/new/list");

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), PLAIN);
  }

  @Test
  void a_second_head_that_is_another_is_refused() {
    List<byte[]> parts = HlsSite.cutFragments(Remade.inFragments(PLAIN, "+default_base_moof"));
    byte[] wide =
        TestClip.of("mp4", "h264", "aac").size(320, 240).lasting(Duration.ofSeconds(2)).bytes();
    List<byte[]> others = HlsSite.cutFragments(Remade.inFragments(wide, "+default_base_moof"));
    site.segments("/film", parts);
    site.segments("/ad", others);
    site.playlist(
        "/a",
        HlsSite.ended(
            "#EXT-X-MAP:URI=\"/film/0\"\n#EXTINF:1,\n/film/1\n#EXT-X-DISCONTINUITY\n"
                + "#EXT-X-MAP:URI=\"/ad/0\"\n#EXTINF:1,\n/ad/1\n"));

    assertThat(failure().code()).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
  }

  @Test
  void a_second_head_that_says_the_same_in_other_bytes_is_read_over() {
    List<byte[]> parts = HlsSite.cutFragments(Remade.inFragments(IN_ORDER, "+default_base_moof"));
    byte[] later = parts.get(0).clone();
    // When it was written, what the encoder calls itself, and at which bitrates.
    later[behind("mvhd", later) + 7] ^= 1;
    later[behind("mdhd", later) + 7] ^= 1;
    later[behind("avc1", later) + 45] ^= 1;
    later[behind("btrt", later) + 11] ^= 1;
    later[behind("esds", later) + 29] ^= 1;
    site.segments("/film", parts);
    site.site().serve("/later", later);
    int half = parts.size() / 2;
    site.playlist(
        "/a",
        HlsSite.ended(
            "#EXT-X-MAP:URI=\"/film/0\"\n"
                + lines(1, half)
                + "#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"/later\"\n"
                + lines(half, parts.size())));

    assertWhole(Inspection.of(fetched(OutputSpec.DEFAULT)), IN_ORDER);
  }

  @Test
  void a_second_head_of_another_clock_is_refused() {
    List<byte[]> parts = HlsSite.cutFragments(Remade.inFragments(PLAIN, "+default_base_moof"));
    byte[] later = parts.get(0).clone();
    later[behind("mdhd", later) + 15] ^= 1;
    site.segments("/film", parts);
    site.site().serve("/later", later);
    site.playlist(
        "/a",
        HlsSite.ended(
            "#EXT-X-MAP:URI=\"/film/0\"\n"
                + lines(1, 2)
                + "#EXT-X-MAP:URI=\"/later\"\n"
                + lines(2, 3)));

    assertThat(failure().code()).isEqualTo(FailureCode.STREAM_UNSUPPORTED);
  }

  private static String lines(int from, int end) {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < end; i++) {
      lines.append("#EXTINF:0.5,\n/film/%d%n".formatted(i));
    }
    return lines.toString();
  }

  /** Where the content of the first box of this name begins. */
  private static int behind(String name, byte[] head) {
    int at = new String(head, StandardCharsets.ISO_8859_1).indexOf(name);
    assertThat(at).as(name).isPositive();
    return at + name.length();
  }

  @Test
  void a_live_stream_is_told_from_one_that_has_ended() {
    transport("/film", TRANSPORT, 2);
    site.playlist("/a", "#EXTM3U\n#EXT-X-TARGETDURATION:3\n" + HlsSite.lines("/film", 2, 3));

    assertThat(failure()).hasMessageContaining("live stream");
  }

  @Test
  void a_list_of_songs_is_no_stream() {
    site.playlist("/a", "#EXTM3U\n#EXTINF:180,A song\nsong.mp3\n");

    assertThat(failure()).hasMessageContaining("a list of files");
  }

  private List<SiteResource> transport(String folder, byte[] stream, int segments) {
    List<SiteResource> served = site.segments(folder, HlsSite.cutTransport(stream, segments));
    double seconds = (double) LENGTH.toMillis() / 1e3 / segments;
    site.playlist("/a", HlsSite.ended(HlsSite.lines(folder, segments, seconds)));
    return served;
  }

  private byte[] fetched(OutputSpec output) {
    MemorySink sink = new MemorySink();
    try (Media media = fetcher.open(new FetchRequest(site.url("/a"), output), monitor)) {
      transcoder.transcode(media.inputs(), output, sink, monitor);
    }
    return sink.bytes();
  }

  private SluiceException failure() {
    return catchThrowableOfType(SluiceException.class, () -> fetched(OutputSpec.DEFAULT));
  }

  private static void assertWhole(Inspection made, byte[] original) {
    Inspection expected = Inspection.of(original);
    assertThat(made.pictures).hasSameSizeAs(expected.pictures);
    assertThat(made.pictureEnd / 1e6).isCloseTo(expected.pictureEnd / 1e6, within(0.04));
    assertThat(made.soundEnd / 1e6).isCloseTo(expected.soundEnd / 1e6, within(0.05));
    assertThat(made.soundStart / 1e6).isCloseTo(expected.soundStart / 1e6, within(0.03));
  }
}
