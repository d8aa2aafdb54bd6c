package dev.sluice.media.web.dash;

import dev.sluice.media.web.SegmentedContract;
import java.util.List;
import java.util.stream.Collectors;

class DashContractTest extends SegmentedContract {
  @Override
  protected String whole() {
    return manifest("<BaseURL>%s</BaseURL>".formatted(BYTES));
  }

  @Override
  protected String inStretches(List<Stretch> stretches) {
    return manifest(
        stretches.stream()
            .map(
                at ->
                    "<SegmentURL media=\"%s\" mediaRange=\"%s-%s\"/>"
                        .formatted(BYTES, at.from(), at.last()))
            .collect(Collectors.joining("", "<SegmentList duration=\"4\">", "</SegmentList>")));
  }

  private static String manifest(String segments) {
    return "<MPD><Period><AdaptationSet mimeType=\"video/mp4\">%s<Representation/></AdaptationSet></Period></MPD>"
        .formatted(segments);
  }

  @Override
  protected String type() {
    return "application/dash+xml";
  }
}
