package dev.sluice.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.OkHttpWebClient;
import dev.sluice.testkit.ByteSource;
import dev.sluice.testkit.LoopbackSite;
import dev.sluice.testkit.MediaFetcherContract;
import dev.sluice.testkit.SiteResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** The contract over a manifest at {@code /a}, whose segments are stretches of one file. */
public abstract class SegmentedContract extends MediaFetcherContract {
  /** Where the file is that the manifest names. */
  protected static final String BYTES = "/bytes";

  private static final int LONGEST = 400_000;

  private final LoopbackSite site = LoopbackSite.start();
  private final OkHttpWebClient web =
      OkHttpWebClient.guardedBy(AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1")));
  private final WebMediaFetcher fetcher = new WebMediaFetcher(web);

  /** A part of the file, its last byte included. */
  protected record Stretch(long from, long last) {}

  /** A manifest with the whole file as one segment. */
  protected abstract String whole();

  /** A manifest with these as its segments. */
  protected abstract String inStretches(List<Stretch> stretches);

  /** What manifests of this kind are sent as. */
  protected abstract String type();

  @AfterEach
  void close() {
    fetcher.close();
    web.close();
    site.close();
  }

  private SiteResource manifest(String text) {
    return site.serve("/a", text.getBytes(UTF_8)).type(type());
  }

  private SiteResource serve(ByteSource bytes) {
    manifest(whole());
    return site.serve(BYTES, bytes);
  }

  @Override
  protected MediaFetcher fetcher() {
    return fetcher;
  }

  @Override
  protected SourceUrl publish(ByteSource bytes) {
    long size = bytes.size();
    List<Stretch> stretches = new ArrayList<>();
    for (long from = 0; from < size; from += LONGEST) {
      stretches.add(new Stretch(from, Math.min(size, from + LONGEST) - 1));
    }
    manifest(stretches.isEmpty() ? whole() : inStretches(stretches));
    site.serve(BYTES, bytes);
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
    manifest(whole()).delay(Duration.ofMinutes(5));
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
