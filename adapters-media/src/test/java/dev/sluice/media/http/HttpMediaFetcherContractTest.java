package dev.sluice.media.http;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.OkHttpWebClient;
import dev.sluice.testkit.ByteSource;
import dev.sluice.testkit.LoopbackSite;
import dev.sluice.testkit.MediaFetcherContract;
import dev.sluice.testkit.SiteResource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract, once for origins with ranges and once for those without. */
class HttpMediaFetcherContractTest {
  @Nested
  class WithRanges extends Cases {
    @Override
    SiteResource serve(ByteSource bytes) {
      return site.serve("/a", bytes);
    }
  }

  @Nested
  class WithoutRanges extends Cases {
    @Override
    SiteResource serve(ByteSource bytes) {
      return site.serve("/a", bytes).ignoringRanges();
    }
  }

  @Nested
  class WithoutLength extends Cases {
    @Override
    SiteResource serve(ByteSource bytes) {
      return site.serve("/a", bytes).ignoringRanges().chunked();
    }
  }

  abstract static class Cases extends MediaFetcherContract {
    final LoopbackSite site = LoopbackSite.start();
    private final OkHttpWebClient web =
        OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
    private final HttpMediaFetcher fetcher =
        new HttpMediaFetcher(web, HttpFetchSettings.DEFAULT.withChunkBytes(256 << 10));

    abstract SiteResource serve(ByteSource bytes);

    @AfterEach
    void close() {
      fetcher.close();
      web.close();
      site.close();
    }

    @Override
    protected MediaFetcher fetcher() {
      return fetcher;
    }

    @Override
    protected SourceUrl publish(ByteSource bytes) {
      serve(bytes);
      return site.url("/a");
    }

    @Override
    protected SourceUrl publishCut(ByteSource bytes, long after) {
      // Ranges that begin behind the cut bring nothing, those before it end there.
      AtomicInteger served = new AtomicInteger();
      serve(bytes).cutEach(() -> served.getAndIncrement() == 0 ? after : 0);
      return site.url("/a");
    }

    @Override
    protected SourceUrl publishStalled(ByteSource bytes, long after) {
      AtomicInteger served = new AtomicInteger();
      serve(bytes).stallEach(() -> served.getAndIncrement() == 0 ? after : 0);
      return site.url("/a");
    }

    @Override
    protected SourceUrl missing() {
      return site.url("/nowhere");
    }

    @Override
    protected SourceUrl mute() {
      serve(ByteSource.pattern(10)).delay(Duration.ofMinutes(5));
      return site.url("/a");
    }

    @Override
    protected int requests() {
      return site.requests().size();
    }

    @Override
    protected int openTransfers() {
      return site.openTransfers();
    }
  }
}
