package dev.sluice.media.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.RepeatedText;
import dev.sluice.media.web.testing.SmallHeap;
import dev.sluice.testkit.site.LoopbackSite;
import dev.sluice.testkit.site.SiteResource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What large manifests need at their peak: each is opened in a JVM with a small heap. */
class ManifestPeakTest {
  private static final int HEAP_MEGABYTES = 64;

  private static final String END = "#EXT-X-ENDLIST\n";

  /** Opens manifests one after the other, and prints what became of each. */
  static final class Child {
    /** Shows what the code takes, and not what is reserved for it. */
    private static final StageMonitor UNLIMITED =
        new StageMonitor.Forwarding(StageMonitor.none()) {
          @Override
          public HeapBudget.Reservation memory() {
            return new HeapBudget(1L << 40).open();
          }
        };

    public static void main(String[] urls) {
      AddressPolicy guard = AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1"));
      List<String> results = new ArrayList<>();
      try (OkHttpWebClient client = OkHttpWebClient.guardedBy(guard);
          WebMediaFetcher fetcher = new WebMediaFetcher(client)) {
        for (String url : urls) {
          try (Media media = fetcher.open(SourceUrl.parse(url), UNLIMITED)) {
            results.add(media.inputs().size() + " input");
          } catch (SluiceException e) {
            results.add(e.code() + ": " + reason(e));
          }
        }
      }
      System.out.println(String.join("; ", results));
    }

    private static String reason(SluiceException e) {
      String message = String.valueOf(e.getMessage());
      return message.replaceFirst(": http.*", "");
    }
  }

  private static String opened(RepeatedText... manifests) throws Exception {
    try (LoopbackSite site = LoopbackSite.start()) {
      byte[] segment = new byte[188 * 100];
      Arrays.fill(segment, (byte) 0x47);
      site.serve("/s.ts", segment);
      String[] urls = new String[manifests.length];
      for (int i = 0; i < urls.length; i++) {
        SiteResource served = site.serve("/" + i, manifests[i]);
        if (i % 2 == 1) {
          // Without a length, so that its end is not known before.
          served.chunked().ignoringRanges();
        }
        urls[i] = site.uri("/" + i).toString();
      }
      return SmallHeap.run(HEAP_MEGABYTES, Child.class, urls);
    }
  }

  @Test
  void the_largest_manifests_fit() throws Exception {
    String padded = "#EXTINF:2.5,\ns.ts?" + "p".repeat(50) + "-######\n";

    assertThat(
            opened(
                // Just less than 16 MB.
                new RepeatedText("#EXTM3U\n", padded, 200_000, END),
                // Just less than 4 MB.
                new RepeatedText(
                    "<MPD><Period><AdaptationSet mimeType='video/mp4'><Representation id='v'>"
                        + "<SegmentList duration='2'>",
                    "<SegmentURL media='s.ts?######'/>",
                    120_000,
                    "</SegmentList></Representation></AdaptationSet></Period></MPD>")))
        .isEqualTo("1 input; 1 input");
  }

  @Test
  void what_is_too_large_is_refused_before_it_fills_the_heap() throws Exception {
    assertThat(
            opened(
                new RepeatedText(
                    "#EXTM3U\n", "#EXTINF:2,\ns.ts?######" + "x".repeat(627) + "\n", 200_000, END),
                new RepeatedText("#EXTM3U\n", "x".repeat(100), 1_000_000, "\n"),
                new RepeatedText("#EXTM3U\n", "\n", 1_000_000, ""),
                new RepeatedText("#EXTM3U\n#EXT-X-KEY:", "A######=1,", 1_000_000, "\n"),
                new RepeatedText(
                    "#EXTM3U\n", "#EXT-X-STREAM-INF:BANDWIDTH=1######\n######\n", 300_000, END)))
        .isEqualTo(
            "SOURCE_TOO_LARGE: The source is larger than the 16777216 bytes that are allowed; "
                + "SOURCE_TOO_LARGE: The manifest is larger than the 16777216 bytes that are"
                + " allowed; "
                + "SOURCE_EMPTY: The playlist names nothing to play; "
                + "STREAM_UNSUPPORTED: The playlist has a line of more than 65536 characters; "
                + "STREAM_UNSUPPORTED: The playlist names more than 10000 renditions");
  }
}
