package dev.sluice.media.dash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.WebMediaFetcher;
import dev.sluice.media.web.OkHttpWebClient;
import dev.sluice.testkit.ByteSource;
import dev.sluice.testkit.LoopbackSite;
import dev.sluice.testkit.MediaFetcherContract;
import dev.sluice.testkit.SiteResource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** The contract over a manifest, whose segments are stretches of one file. */
class DashContractTest extends MediaFetcherContract {
  private static final int LONGEST = 400_000;

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  private SiteResource manifest(String segments) {
    String text =
        "<MPD><Period><AdaptationSet mimeType=\"video/mp4\">%s<Representation/></AdaptationSet></Period></MPD>";
    return site.serve("/a", text.formatted(segments).getBytes(UTF_8)).type("application/dash+xml");
  }

  private SiteResource serve(ByteSource bytes) {
    manifest("<BaseURL>/bytes</BaseURL>");
    return site.serve("/bytes", bytes);
  }

  @Override
  protected MediaFetcher fetcher() {
    return fetcher;
  }

  @Override
  protected SourceUrl publish(ByteSource bytes) {
    long size = bytes.size();
    if (size == 0) {
      serve(bytes);
      return site.url("/a");
    }
    StringBuilder list = new StringBuilder("<SegmentList duration=\"4\">");
    for (long from = 0; from < size; from += LONGEST) {
      long end = Math.min(size, from + LONGEST) - 1;
      list.append("<SegmentURL media=\"/bytes\" mediaRange=\"%d-%d\"/>".formatted(from, end));
    }
    manifest(list + "</SegmentList>");
    site.serve("/bytes", bytes);
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
    manifest("<BaseURL>/bytes</BaseURL>").delay(Duration.ofMinutes(5));
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
