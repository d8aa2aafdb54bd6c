package dev.sluice.media.http;

import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.LoopbackContract;
import dev.sluice.testkit.ByteSource;
import dev.sluice.testkit.SiteResource;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** The contract, once for origins with ranges and once for those without. */
class HttpMediaFetcherContractTest {
  @Nested
  class WithRanges extends Cases {
    @Override
    protected SiteResource serve(ByteSource bytes) {
      return site.serve("/a", bytes);
    }
  }

  @Nested
  class WithoutRanges extends Cases {
    @Override
    protected SiteResource serve(ByteSource bytes) {
      return site.serve("/a", bytes).ignoringRanges();
    }
  }

  @Nested
  class WithoutLength extends Cases {
    @Override
    protected SiteResource serve(ByteSource bytes) {
      return site.serve("/a", bytes).ignoringRanges().chunked();
    }
  }

  abstract static class Cases extends LoopbackContract {
    private final HttpMediaFetcher fetcher =
        new HttpMediaFetcher(web, HttpFetchSettings.DEFAULT.withChunkBytes(256 << 10));

    @Override
    protected MediaFetcher fetcher() {
      return fetcher;
    }

    @Override
    protected void closeFetcher() {
      fetcher.close();
    }

    @Override
    protected SourceUrl publish(ByteSource bytes) {
      serve(bytes);
      return site.url("/a");
    }

    @Override
    protected SourceUrl mute() {
      serve(ByteSource.pattern(10)).delay(Duration.ofMinutes(5));
      return site.url("/a");
    }
  }
}
