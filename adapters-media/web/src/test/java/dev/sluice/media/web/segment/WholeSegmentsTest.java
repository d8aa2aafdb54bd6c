package dev.sluice.media.web.segment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.origin.FetchScope;
import dev.sluice.media.web.origin.HttpFiles;
import dev.sluice.testkit.site.LoopbackSite;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Segments that are read whole or not at all, while other inputs hold all the memory. */
class WholeSegmentsTest {
  private static final byte[] INIT = ByteBuffer.allocate(8).putInt(8).put(ascii("ftyp")).array();
  private static final byte[] LARGE = media(3 << 20);
  private static final byte[] SMALL = media(16);

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static byte[] media(int bytes) {
    return ByteBuffer.allocate(8 + bytes)
        .putInt(8)
        .put(ascii("moof"))
        .putInt(bytes)
        .put(ascii("mdat"))
        .array();
  }

  private static Segment segment(LoopbackSite site, String path, Optional<Segment> init) {
    Optional<Duration> length = init.map(known -> Duration.ofSeconds(4));
    URI uri = site.uri(path);
    return new Segment(uri, 0, Segment.WHOLE, length, Optional.empty(), init);
  }

  @Test
  void a_segment_that_breaks_off_leaves_nothing_behind() {
    ExecutorService executor = Executors.newCachedThreadPool();
    AddressPolicy guard = AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1"));
    try (LoopbackSite site = LoopbackSite.start();
        OkHttpWebClient web = OkHttpWebClient.guardedBy(guard)) {
      site.serve("/init", INIT);
      site.serve("/0", SMALL);
      site.serve("/1", LARGE);
      site.serve("/2", Arrays.copyOf(LARGE, 2 << 20)).chunked().ignoringRanges();
      site.serve("/3", SMALL);
      Optional<Segment> init = Optional.of(segment(site, "/init", Optional.empty()));
      List<Segment> segments =
          List.of(
              segment(site, "/0", init),
              segment(site, "/1", init),
              segment(site, "/2", init),
              segment(site, "/3", init));
      FetchScope scope = new FetchScope(StageMonitor.none());
      SegmentProgress progress = new SegmentProgress(StageMonitor.none(), Long.MAX_VALUE);
      progress.inputOpened();
      HeapBudget budget = new HeapBudget(40 << 20);
      assertThat(budget.open().tryAhead(10 << 20)).isTrue();
      SegmentedInput input =
          new SegmentedInput(
              SegmentSource.of(segments, SegmentRenewal.NONE),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              true,
              new SegmentOpener(new HttpFiles(web, HttpFetchSettings.DEFAULT), scope),
              executor,
              progress,
              scope,
              new InputMemory(budget.open()));

      input.begin();
      input.awaitFirst();

      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      for (byte[] part : List.of(INIT, SMALL, LARGE, SMALL)) {
        expected.writeBytes(part);
      }
      byte[] read = all(input);
      assertThat(read).hasSize(expected.size());
      assertThat(Arrays.equals(read, expected.toByteArray())).isTrue();
      assertThat(input.missing()).singleElement().asString().contains("from 8.0 s to 12.0 s");
    } finally {
      executor.shutdownNow();
    }
  }

  private static byte[] all(SegmentedInput input) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (int count = 0; count >= 0; count = input.read(all.size(), buffer.clear())) {
      all.write(buffer.array(), 0, count);
    }
    return all.toByteArray();
  }
}
