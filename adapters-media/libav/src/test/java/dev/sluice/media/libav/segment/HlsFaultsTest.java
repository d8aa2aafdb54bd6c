package dev.sluice.media.libav.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.site.SiteResource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Playlists whose parts are missing, late, forbidden or of another kind. */
class HlsFaultsTest extends HlsFilmsFixture {
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
  void a_key_on_a_private_address_is_not_requested() {
    site.segments("/film", HlsSite.cutTransport(TRANSPORT, 2));
    site.playlist(
        "/a",
        HlsSite.ended(
            "#EXT-X-KEY:METHOD=AES-128,URI=\"http://127.0.0.2:1/key\"\n"
                + HlsSite.lines("/film", 2, 1)));

    assertThat(failure().code()).isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
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
  void a_page_instead_of_a_segment_is_detected() {
    transport("/film", TRANSPORT, 6);
    site.site().serve("/film/3", "<!doctype html><p>Sorry".getBytes(StandardCharsets.UTF_8));

    assertThat(failure()).hasMessageContaining("/film/3");
    assertThat(failure().code()).isEqualTo(FailureCode.MEDIA_DAMAGED);
  }

  @Test
  void an_empty_segment_is_a_failure_or_told() {
    transport("/film", TRANSPORT, 6);
    site.site().serve("/film/2", new byte[0]).closeDelimited().ignoringRanges();
    assertThat(failure().code()).isEqualTo(FailureCode.SOURCE_CUT);

    OutputSpec incomplete = OutputSpec.DEFAULT.toBuilder().allowIncomplete(true).build();
    MemorySink sink = new MemorySink();
    Transcoder.Result result;
    try (Media media = fetcher.open(new FetchRequest(site.url("/a"), incomplete), monitor)) {
      result = transcoder.transcode(media.inputs(), incomplete, sink, monitor);
    }

    assertThat(result.missing())
        .singleElement()
        .asString()
        .contains("from 2.0 s to 3.0 s", "/film/2");
    Inspection made = Inspection.of(sink.bytes());
    assertThat(made.pictures).hasSizeBetween(25 * 5 - 15, 25 * 5 + 15);
    assertThat(made.pictureEnd / 1e6)
        .as("what follows stays in its place")
        .isCloseTo(6, within(0.1));
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
  void a_second_head_that_is_another_is_refused() {
    List<byte[]> parts = HlsSite.cutFragments(AlteredClip.inFragments(PLAIN, "+default_base_moof"));
    byte[] wide =
        SampleClip.of("mp4", "h264", "aac").size(320, 240).lasting(Duration.ofSeconds(2)).bytes();
    List<byte[]> others = HlsSite.cutFragments(AlteredClip.inFragments(wide, "+default_base_moof"));
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
    List<byte[]> parts =
        HlsSite.cutFragments(AlteredClip.inFragments(IN_ORDER, "+default_base_moof"));
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
    List<byte[]> parts = HlsSite.cutFragments(AlteredClip.inFragments(PLAIN, "+default_base_moof"));
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

  /** Where the content of the first box of this name begins. */
  private static int behind(String name, byte[] head) {
    int at = new String(head, StandardCharsets.ISO_8859_1).indexOf(name);
    assertThat(at).as(name).isPositive();
    return at + name.length();
  }

  @Test
  void a_list_of_songs_is_no_stream() {
    site.playlist("/a", "#EXTM3U\n#EXTINF:180,A song\n1.mp3\n#EXTINF:9,One\n2.mp3\n");

    assertThat(failure()).hasMessageContaining("a list of 2 channels or files");
  }
}
