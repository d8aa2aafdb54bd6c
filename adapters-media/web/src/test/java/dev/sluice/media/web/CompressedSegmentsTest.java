package dev.sluice.media.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.site.Gzip;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments, keys and playlists that a server compresses, although nobody asked it to. */
class CompressedSegmentsTest extends ManifestFixture {
  private static final String ONE = "#EXTINF:2,\n/1\n";
  private static final String TEXT = "G one, which is long enough to be worth it, it, it, it, it";

  /** Serves compressed bytes of which ranges can be requested. */
  private void stored(String path) {
    site.site().serve(path, Gzip.of(TEXT.getBytes(ISO_8859_1))).header("Content-Encoding", "gzip");
  }

  @Test
  void all_that_a_playlist_names_may_be_compressed() throws Exception {
    byte[] key = "0123456789abcdef".getBytes(ISO_8859_1);
    site.playlist(
            "/list",
            HlsSite.ended(
                "#EXT-X-MAP:URI=\"/init\"\n#EXTINF:2,\n/1\n"
                    + "#EXT-X-KEY:METHOD=AES-128,URI=\"/key\",IV=0x0\n#EXTINF:2,\n/2\n"))
        .gzip();
    serve("/init", "\0\0\0\u0008ftyp").gzip();
    serve("/1", "\0\0\0\u0009moof1").gzip();
    site.site().serve("/key", key).gzip();
    site.site()
        .serve("/2", HlsSite.encrypted("\0\0\0\u0009moof2".getBytes(ISO_8859_1), key, new byte[16]))
        .gzip();

    assertThat(text()).isEqualTo("\0\0\0\u0008ftyp\0\0\0\u0009moof1\0\0\0\u0009moof2");
  }

  @Test
  void a_manifest_of_the_other_format_too() {
    serve("/film", "G film").gzip();
    mpd(
            "",
            "<Period duration=\"PT2S\"><AdaptationSet mimeType=\"video/mp2t\"><Representation>"
                + "<BaseURL>/film</BaseURL></Representation></AdaptationSet></Period>")
        .gzip();

    assertThat(text()).isEqualTo("G film");
  }

  @Test
  void a_server_that_compresses_ranges_as_well_is_read_as_it_means_it() {
    stored("/1");
    site.playlist("/list", HlsSite.ended(ONE));

    assertThat(text()).isEqualTo(TEXT);
  }

  @Test
  void a_compressed_segment_that_breaks_off_goes_on() {
    AtomicInteger served = new AtomicInteger();
    serve("/1", TEXT).gzip().cutEach(() -> served.getAndIncrement() == 0 ? 20 : -1);
    site.playlist("/list", HlsSite.ended(ONE));

    assertThat(text()).isEqualTo(TEXT);
    assertThat(served).hasValueGreaterThan(1);
  }

  @Test
  void damage_is_no_end() {
    serve("/1", "\u001f\u008b\u0008 and more").header("Content-Encoding", "gzip");
    site.playlist("/list", HlsSite.ended(ONE));
    assertThat(failure()).hasMessageContaining("compressed bytes are damaged");
    assertThat(code()).isEqualTo(FailureCode.SOURCE_CUT);

    byte[] whole = Gzip.of(TEXT.getBytes(ISO_8859_1));
    site.site()
        .serve("/1", Arrays.copyOf(whole, whole.length - 9))
        .header("Content-Encoding", "gzip");
    assertThat(code()).isEqualTo(FailureCode.SOURCE_CUT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, br"})
  void other_codings_are_refused_with_a_sentence(String coding) {
    serve("/1", TEXT).header("Content-Encoding", coding).ignoringRanges();
    site.playlist("/list", HlsSite.ended(ONE));

    assertThat(code()).isEqualTo(FailureCode.SOURCE_REFUSED);
    assertThat(failure()).hasMessageContaining("content coding " + coding);
  }

  @Test
  void a_range_of_a_compressed_file_is_no_range_of_the_file() {
    site.playlist(
        "/list",
        HlsSite.ended(
            "#EXTINF:2,\n#EXT-X-BYTERANGE:5@0\n/1\n#EXTINF:2,\n#EXT-X-BYTERANGE:5@5\n/1\n"));
    serve("/1", TEXT).gzip();
    assertThat(code()).isEqualTo(FailureCode.SOURCE_REFUSED);
    assertThat(failure()).hasMessageContaining("content coding gzip");

    stored("/1");
    assertThat(code()).isEqualTo(FailureCode.SOURCE_REFUSED);
  }

  @Test
  void without_a_limit_few_bytes_do_not_become_endless() {
    site.site().serve("/1", new byte[20 << 20]).gzip();
    site.playlist("/list", HlsSite.ended(ONE));

    assertThat(code()).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
    assertThat(failure()).hasMessageContaining("more than 100 times");
  }

  @Test
  void the_limit_counts_what_was_decompressed() {
    limit(1 << 20);
    site.site().serve("/1", new byte[60_000_000]).gzip();
    site.playlist("/list", HlsSite.ended(ONE));
    assertThat(code()).isEqualTo(FailureCode.SOURCE_TOO_LARGE);

    serve("/1", "secret");
    site.site().serve("/key", new byte[60_000_000]).gzip();
    site.playlist("/list", HlsSite.ended("#EXT-X-KEY:METHOD=AES-128,URI=\"/key\"\n" + ONE));
    assertThat(failure()).hasMessageContaining("more than 16 bytes");

    site.site().serve("/list", new byte[60_000_000]).gzip();
    assertThat(code()).isEqualTo(FailureCode.SOURCE_TOO_LARGE);
  }
}
