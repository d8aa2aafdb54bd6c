package dev.sluice.media.web.hls;

import dev.sluice.media.web.SegmentedContract;
import dev.sluice.media.web.testing.HlsSite;
import java.util.List;
import java.util.stream.Collectors;

class HlsContractTest extends SegmentedContract {
  @Override
  protected String whole() {
    return HlsSite.ended("#EXTINF:4,\n" + BYTES + "\n");
  }

  @Override
  protected String inStretches(List<Stretch> stretches) {
    return HlsSite.ended(
        stretches.stream()
            .map(
                at ->
                    "#EXTINF:4,\n#EXT-X-BYTERANGE:%s@%s\n%s\n"
                        .formatted(at.last() - at.from() + 1, at.from(), BYTES))
            .collect(Collectors.joining()));
  }

  @Override
  protected String type() {
    return "application/vnd.apple.mpegurl";
  }
}
