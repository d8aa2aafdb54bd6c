package dev.sluice.media.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.OkHttpWebClient;
import dev.sluice.media.web.testing.RepeatedText;
import dev.sluice.media.web.testing.SmallHeap;
import dev.sluice.testkit.site.LoopbackSite;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What many tracks need, of which one is read after the other. */
class ReadAheadPeakTest {
  private static final int HEAP_MEGABYTES = 56;
  private static final int TRACKS = 8;
  private static final int SEGMENTS = 4;
  private static final RepeatedText SEGMENT = new RepeatedText("", "G######G\n", 400_000, "");

  /** Reads all tracks, and prints how many bytes they have. */
  static final class Child {
    public static void main(String[] arguments) {
      AddressPolicy guard = AddressPolicy.publicOnly().allowingHosts(List.of("127.0.0.1"));
      OutputSpec all =
          OutputSpec.DEFAULT.toBuilder()
              .audioTracks(AudioTracks.ALL)
              .allowIncomplete(Boolean.parseBoolean(arguments[1]))
              .build();
      try (OkHttpWebClient client = OkHttpWebClient.guardedBy(guard);
          WebMediaFetcher fetcher = new WebMediaFetcher(client);
          Media media =
              fetcher.open(
                  new FetchRequest(SourceUrl.parse(arguments[0]), all), StageMonitor.none())) {
        long bytes = 0;
        for (MediaInput input : media.inputs()) {
          bytes += bytes(input);
        }
        System.out.println(media.inputs().size() + " tracks, " + bytes + " bytes");
      }
    }

    private static long bytes(MediaInput input) {
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
      long position = 0;
      for (int count = input.read(0, buffer); count >= 0; count = input.read(position, buffer)) {
        position += count;
        buffer.clear();
      }
      return position;
    }
  }

  // What may be incomplete is read in whole segments, as far as memory allows.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void all_tracks_together_load_only_so_far_ahead_as_the_heap_allows(boolean inWholeSegments)
      throws Exception {
    try (LoopbackSite site = LoopbackSite.start()) {
      StringBuilder list = new StringBuilder("#EXTM3U\n");
      for (int i = 1; i < TRACKS; i++) {
        list.append(
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"%s\",LANGUAGE=\"a%s\",URI=\"/0?%s\"\n"
                .formatted(i, (char) ('a' + i), i));
      }
      list.append(
          "#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360,CODECS=\"avc1.4d401e,mp4a.40.2\","
              + "AUDIO=\"a\"\n/0\n");
      site.serve("/list", list.toString().getBytes(StandardCharsets.UTF_8));
      String playlist = "#EXTM3U\n" + "#EXTINF:2,\n/s.ts\n".repeat(SEGMENTS) + "#EXT-X-ENDLIST\n";
      site.serve("/0", playlist.getBytes(StandardCharsets.UTF_8));
      site.serve("/s.ts", SEGMENT);

      assertThat(
              SmallHeap.run(
                  HEAP_MEGABYTES, Child.class, site.uri("/list").toString(), inWholeSegments + ""))
          .isEqualTo(TRACKS + " tracks, " + TRACKS * SEGMENTS * SEGMENT.size() + " bytes");
    }
  }
}
