package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole jobs on files whose servers send another ETag now and then. */
class ContradictingOriginTest {
  private static final int CHUNK = 64 << 10;

  @TempDir Path spool;

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher =
      new WebMediaFetcher(web, HttpFetchSettings.DEFAULT.withChunkBytes(CHUNK));

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  private byte[] made() {
    LibavTranscoder transcoder =
        new LibavTranscoder(LibavSettings.standard().spoolTo(spool, Long.MAX_VALUE));
    MemorySink sink = new MemorySink();
    try (Media media = fetcher.open(site.url("/a"), StageMonitor.none())) {
      transcoder.transcode(media.inputs(), OutputSpec.DEFAULT, sink, StageMonitor.none());
    }
    return sink.bytes();
  }

  /**
   * Compares with what a faultless server's file becomes.
   *
   * @param responses how many responses agree
   */
  @ParameterizedTest
  @CsvSource({
    "mp4, false, 1",
    "mp4, false, 4",
    "mp4, true, 1",
    "mp4, true, 2",
    "matroska, false, 3"
  })
  void the_result_is_that_of_a_faultless_server(String format, boolean atEnd, int responses) {
    SampleClip clip =
        SampleClip.of(format, "h264", "aac")
            .lasting(Duration.ofSeconds(12))
            .encodedWith(Map.of("b", "1000000"));
    byte[] film = (atEnd ? clip.indexAtEnd() : clip).bytes();
    assertThat(film.length).as("several chunks").isGreaterThan(8 * CHUNK);
    site.serve("/a", film);
    byte[] expected = made();

    SiteResource file = site.serve("/a", film).etag("\"0\"");
    AtomicInteger served = new AtomicInteger();
    file.cutEach(
        () -> {
          int number = served.incrementAndGet();
          if (number >= responses) {
            file.etag("\"" + number + "\"");
          }
          return -1;
        });

    assertThat(made()).isEqualTo(expected);
  }
}
