package dev.sluice.media.web.input;

import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.LoopbackContract;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.SiteResource;
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
