package dev.sluice.media.web;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.testkit.contract.MediaFetcherContract;
import dev.sluice.testkit.sample.ByteSource;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** The contract over a site on loopback, where the media is at {@code /a}. */
public abstract class LoopbackContract extends MediaFetcherContract {
  protected final LoopbackSite site = LoopbackSite.start();
  protected final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));

  /** Serves these bytes, so that whoever opens {@code /a} gets to them; returns where they lie. */
  protected abstract SiteResource serve(ByteSource bytes);

  /** Closes the fetcher, before what it uses. */
  protected abstract void closeFetcher();

  @AfterEach
  void close() {
    closeFetcher();
    web.close();
    site.close();
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
  protected int requests() {
    return site.requests().size();
  }

  @Override
  protected int openTransfers() {
    return site.openTransfers();
  }
}
