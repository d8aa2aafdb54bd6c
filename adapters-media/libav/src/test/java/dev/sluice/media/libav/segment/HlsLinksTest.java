package dev.sluice.media.libav.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.LibavTranscoder;
import dev.sluice.media.libav.fixture.AlteredClip;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.HlsSite;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.fake.RecordingMonitor;
import dev.sluice.testkit.site.SiteResource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Playlists that are wrong about what they name: links that expire, codecs that are others. */
class HlsLinksTest {
  private static final Duration LENGTH = Duration.ofSeconds(6);
  private static final byte[] TRANSPORT =
      SampleClip.of("mpegts", "h264", "aac").lasting(LENGTH).bytes();

  /** More than are fetched ahead at the beginning. */
  private static final int SEGMENTS = 12;

  private static final int AHEAD = 8;

  private final HlsSite site = HlsSite.start();
  private int expired = 403;
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);
  private final LibavTranscoder transcoder = new LibavTranscoder();

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  private void serve(String folder, List<byte[]> parts, String head) {
    List<SiteResource> served = site.segments(folder, parts);
    if (folder.equals("/old")) {
      served
          .subList(Math.min(AHEAD, parts.size()), parts.size())
          .forEach(late -> late.status(expired));
    }
    site.playlist("/a", HlsSite.ended(head + HlsSite.lines(folder, parts.size(), 0.5)));
  }

  /** Transcodes while the playlist changes as soon as it has been read. */
  private Inspection made(Runnable meanwhile) {
    MemorySink sink = new MemorySink();
    try (Media media =
        fetcher.open(
            new FetchRequest(site.url("/a"), OutputSpec.DEFAULT, Optional.empty()),
            new RecordingMonitor())) {
      meanwhile.run();
      transcoder.transcode(media.inputs(), OutputSpec.DEFAULT, sink, StageMonitor.none());
    }
    return Inspection.of(sink.bytes());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 410})
  void expired_links_are_requested_again(int status) {
    expired = status;
    List<byte[]> parts = HlsSite.cutTransport(TRANSPORT, SEGMENTS);
    serve("/old", parts, "");

    Inspection made = made(() -> serve("/new", parts, ""));

    assertThat(made.pictures).hasSize(150);
    assertThat(site.site().requests("/new/11")).hasSize(1);
    assertThat(site.site().requests("/a").size()).as("read once more, for all").isEqualTo(2);
  }

  @Test
  void so_are_those_of_fragments() {
    byte[] plain =
        SampleClip.of("mp4", "h264", "aac").lasting(LENGTH).encodedWith(Map.of("g", "12")).bytes();
    List<byte[]> all = HlsSite.cutFragments(AlteredClip.inFragments(plain, "+default_base_moof"));
    List<byte[]> parts = all.subList(1, all.size());
    assertThat(parts).hasSizeGreaterThan(AHEAD);
    site.site().serve("/head", all.get(0));
    site.site().serve("/newhead", all.get(0));
    serve("/old", parts, "#EXT-X-MAP:URI=\"/head\"\n");

    Inspection made = made(() -> serve("/new", parts, "#EXT-X-MAP:URI=\"/newhead\"\n"));

    assertThat(made.pictures).hasSize(150);
  }

  @Test
  void so_is_that_of_a_key() {
    byte[] key = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);
    byte[] second = "fedcba9876543210".getBytes(StandardCharsets.ISO_8859_1);
    List<byte[]> parts = HlsSite.cutTransport(TRANSPORT, SEGMENTS);
    List<byte[]> encrypted = new ArrayList<>();
    for (int i = 0; i < SEGMENTS; i++) {
      encrypted.add(HlsSite.encrypted(parts.get(i), i < AHEAD ? key : second, new byte[16]));
    }
    site.site().serve("/key", key);
    site.site().serve("/oldkey", second).status(403);
    site.site().serve("/newkey", second);
    site.segments("/film", encrypted);
    twoKeys("/oldkey");

    Inspection made = made(() -> twoKeys("/newkey"));

    assertThat(made.pictures).hasSize(150);
    assertThat(site.site().requests("/newkey")).hasSize(1);
  }

  private void twoKeys(String second) {
    StringBuilder lines = new StringBuilder("#EXT-X-KEY:METHOD=AES-128,URI=\"/key\",IV=0x0\n");
    for (int i = 0; i < SEGMENTS; i++) {
      if (i == AHEAD) {
        lines.append("#EXT-X-KEY:METHOD=AES-128,URI=\"%s\",IV=0x0%n".formatted(second));
      }
      lines.append(String.format(Locale.ROOT, "#EXTINF:0.5,\n/film/%d%n", i));
    }
    site.playlist("/a", HlsSite.ended(lines.toString()));
  }

  @Test
  void a_link_that_is_the_same_as_before_fails_the_whole() {
    serve("/old", HlsSite.cutTransport(TRANSPORT, SEGMENTS), "");

    SluiceException failure = catchThrowableOfType(SluiceException.class, () -> made(() -> {}));

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_FORBIDDEN);
    assertThat(failure).hasMessageContaining("/old/");
  }

  @Test
  void a_playlist_that_is_another_now_does_not_mend_it() {
    List<byte[]> parts = HlsSite.cutTransport(TRANSPORT, SEGMENTS);
    serve("/old", parts, "");

    SluiceException failure =
        catchThrowableOfType(
            SluiceException.class, () -> made(() -> serve("/new", parts.subList(0, 6), "")));

    assertThat(failure.code()).isEqualTo(FailureCode.SOURCE_FORBIDDEN);
  }

  @Test
  void the_streams_content_counts_rather_than_its_playlist() {
    site.segments("/film", HlsSite.cutTransport(TRANSPORT, 4));
    site.playlist("/film.m3u8", HlsSite.ended(HlsSite.lines("/film", 4, 1.5)));
    for (String codecs :
        List.of("vp09.00.10.08,opus", "hvc1.1.6.L93.B0", "mp4a.40.2", "nonsense")) {
      site.playlist(
          "/a",
          "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=9,CODECS=\"%s\"\nfilm.m3u8\n".formatted(codecs));

      Inspection made = made(() -> {});

      assertThat(made.facts.streams())
          .extracting(stream -> stream.codec())
          .as(codecs)
          .containsExactly("h264", "aac");
      assertThat(made.pictures).hasSize(150);
    }
  }
}
