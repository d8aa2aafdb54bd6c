package dev.sluice.media.hls;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.WebMediaFetcher;
import dev.sluice.media.web.OkHttpWebClient;
import dev.sluice.testkit.ByteSource;
import dev.sluice.testkit.HlsSite;
import dev.sluice.testkit.MediaFetcherContract;
import dev.sluice.testkit.SiteResource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** The contract over a playlist, whose segments are stretches of one file. */
class HlsContractTest extends MediaFetcherContract {
  private static final int LONGEST = 400_000;

  private final HlsSite site = HlsSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  private SiteResource serve(ByteSource bytes) {
    site.playlist("/a", HlsSite.ended("#EXTINF:4,\n/bytes\n"));
    return site.site().serve("/bytes", bytes);
  }

  private void serveInStretches(ByteSource bytes) {
    StringBuilder lines = new StringBuilder();
    long size = bytes.size();
    long from = 0;
    while (from < size) {
      long length = Math.min(LONGEST, size - from);
      lines.append("#EXTINF:4,\n#EXT-X-BYTERANGE:%d@%d%n/bytes%n".formatted(length, from));
      from += length;
    }
    site.playlist("/a", HlsSite.ended(lines.toString()));
    site.site().serve("/bytes", bytes);
  }

  @Override
  protected MediaFetcher fetcher() {
    return fetcher;
  }

  @Override
  protected SourceUrl publish(ByteSource bytes) {
    if (bytes.size() == 0) {
      serve(bytes);
    } else {
      serveInStretches(bytes);
    }
    return site.url("/a");
  }

  @Override
  protected SourceUrl publishCut(ByteSource bytes, long after) {
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
    site.playlist("/a", HlsSite.ended("#EXTINF:1,\n/bytes\n")).delay(Duration.ofMinutes(5));
    return site.url("/a");
  }

  @Override
  protected int requests() {
    return site.site().requests().size();
  }

  @Override
  protected int openTransfers() {
    return site.site().openTransfers();
  }
}
