package dev.sluice.media.libav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.media.Transcoder.Result;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.media.libav.fixture.Inspection;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.media.web.WebMediaFetcher;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.testkit.fake.MemorySink;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that announce a whole file, and never send more than a part of it. */
class EarlyEndTest {
  private static final int CHUNK = 64 << 10;
  private static final Duration LENGTH = Duration.ofSeconds(12);

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher =
      new WebMediaFetcher(web, HttpFetchSettings.DEFAULT.withChunkBytes(CHUNK).withConnections(1));
  private final LibavTranscoder transcoder = new LibavTranscoder();

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  private Result made(OutputSpec output, MemorySink sink) {
    try (Media media = fetcher.open(site.url("/a"), StageMonitor.none())) {
      return transcoder.transcode(media.inputs(), output, sink, StageMonitor.none());
    }
  }

  private void serve(byte[] film, boolean ranges) {
    SiteResource file = site.serve("/a", film);
    if (!ranges) {
      file.ignoringRanges().cutAfter(film.length * 6L / 10);
      return;
    }
    int chunks = film.length * 6 / 10 / CHUNK;
    AtomicInteger served = new AtomicInteger();
    file.cutEach(
        () -> {
          int number = served.incrementAndGet();
          return number <= chunks ? -1 : number == chunks + 1 ? 1_000 : 0;
        });
  }

  @ParameterizedTest
  @CsvSource({"mp4, true", "mp4, false", "matroska, true", "matroska, false"})
  void what_came_is_made_if_the_request_accepts_it(String format, boolean ranges) {
    byte[] film =
        SampleClip.of(format, "h264", "aac")
            .lasting(LENGTH)
            .encodedWith(Map.of("b", "1000000"))
            .bytes();
    serve(film, ranges);
    MemorySink sink = new MemorySink();

    Result result = made(OutputSpec.builder().allowIncomplete(true).build(), sink);

    assertThat(result.missing()).isNotEmpty();
    long all = LENGTH.toSeconds() * 25;
    assertThat(Inspection.of(sink.bytes()).pictures.size())
        .isBetween((int) (all * 0.4), (int) (all * 0.8));
    serve(film, ranges);
    assertThat(
            catchThrowableOfType(
                    SluiceException.class, () -> made(OutputSpec.DEFAULT, new MemorySink()))
                .code())
        .isEqualTo(FailureCode.SOURCE_CUT);
  }
}
