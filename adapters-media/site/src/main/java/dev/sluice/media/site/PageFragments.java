package dev.sluice.media.site;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.SegmentList;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the {@code fragments} of a format: segments with addresses of their own. Pure. */
final class PageFragments {

  private PageFragments() {}

  /** Returns the segments; empty if there are none, or if one has no http or https URL. */
  static List<Segment> of(JsonNode format) {
    JsonNode fragments = format.path("fragments");
    Optional<SourceUrl> base =
        PageInfo.text(format, "fragment_base_url")
            .or(() -> PageInfo.text(format, "url"))
            .flatMap(PageInfo::url);
    if (fragments.isEmpty() || fragments.size() > SegmentList.MAX_SIZE || base.isEmpty()) {
      return List.of();
    }
    // If only the first fragment has no duration, it is the init segment.
    boolean hasInit =
        fragments.size() > 1
            && !fragments.get(0).path("duration").isNumber()
            && fragments.get(1).path("duration").isNumber();
    Optional<Segment> init = Optional.empty();
    SegmentList.Builder segments = new SegmentList.Builder(base.get().uri());
    for (JsonNode fragment : fragments) {
      Optional<URI> address =
          PageInfo.text(fragment, "url")
              .or(() -> PageInfo.text(fragment, "path"))
              .flatMap(text -> resolved(base.get(), text));
      if (address.isEmpty()) {
        return List.of();
      }
      boolean isInit = hasInit && segments.size() == 0 && init.isEmpty();
      Segment segment =
          new Segment(
              address.get(),
              0,
              Segment.WHOLE,
              isInit ? Optional.empty() : Optional.of(length(fragment)),
              Optional.empty(),
              init);
      if (isInit) {
        init = Optional.of(segment);
      } else {
        segments.add(segment);
      }
    }
    return segments.build();
  }

  private static Optional<URI> resolved(SourceUrl base, String text) {
    try {
      return Optional.of(SourceUrl.resolve(base.uri(), text).uri());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Duration length(JsonNode fragment) {
    double seconds = fragment.path("duration").asDouble(0);
    return Duration.ofMillis((long) (Math.max(0, Math.min(86_400, seconds)) * 1e3));
  }
}
