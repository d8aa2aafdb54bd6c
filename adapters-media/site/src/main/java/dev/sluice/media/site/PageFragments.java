package dev.sluice.media.site;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.segment.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code fragments} of a format: parts with addresses of their own. Pure. */
final class PageFragments {
  private static final int MOST = 200_000;

  private PageFragments() {}

  /** Empty if there are none, or if one of them lies nowhere. */
  static List<Segment> of(JsonNode format) {
    JsonNode fragments = format.path("fragments");
    Optional<SourceUrl> base =
        PageInfo.text(format, "fragment_base_url")
            .or(() -> PageInfo.text(format, "url"))
            .flatMap(PageInfo::url);
    if (fragments.isEmpty() || fragments.size() > MOST || base.isEmpty()) {
      return List.of();
    }
    Manifest around = new Manifest(base.get().uri(), "");
    // The one that says nothing of a length, where others do, is what stands in front of them all.
    boolean hasHead =
        fragments.size() > 1
            && !fragments.get(0).path("duration").isNumber()
            && fragments.get(1).path("duration").isNumber();
    Optional<Segment> head = Optional.empty();
    List<Segment> segments = new ArrayList<>();
    for (JsonNode fragment : fragments) {
      Optional<String> place =
          PageInfo.text(fragment, "url").or(() -> PageInfo.text(fragment, "path"));
      if (place.isEmpty()) {
        return List.of();
      }
      boolean isHead = hasHead && segments.isEmpty() && head.isEmpty();
      Segment segment =
          new Segment(
              around.resolved(place.get()),
              0,
              Segment.WHOLE,
              isHead ? Optional.empty() : Optional.of(length(fragment)),
              Optional.empty(),
              head);
      if (isHead) {
        head = Optional.of(segment);
      } else {
        segments.add(segment);
      }
    }
    return segments;
  }

  private static Duration length(JsonNode fragment) {
    double seconds = fragment.path("duration").asDouble(0);
    return Duration.ofMillis((long) (Math.max(0, Math.min(86_400, seconds)) * 1e3));
  }
}
