package dev.sluice.media.site;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.manifest.PackedTexts;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.SegmentList;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The {@code fragments} of a format: segments with addresses of their own. They are added while
 * they are read, in little memory: what they are relative to may follow them.
 */
final class PageFragments {
  /** The fields that are used of a fragment. */
  static final Set<String> FIELDS = Set.of("url", "path", "duration");

  /** How many all formats of a page may have. */
  static final int MAX_OF_PAGE = 5 * SegmentList.MAX_SIZE;

  private final PackedTexts addresses = new PackedTexts("");

  /** In seconds; NaN if unknown. */
  private double[] durations = new double[8];

  private boolean isTooLong;

  /** Returns what the fragments take, also while the segments are made of them. */
  long bytes() {
    return 2L * addresses.bytes() + (long) addresses.size() * 2 * Double.BYTES;
  }

  /** Adds a fragment. */
  void add(JsonNode fragment) {
    int size = addresses.size();
    isTooLong |= size == SegmentList.MAX_SIZE;
    if (isTooLong) {
      return;
    }
    if (size == durations.length) {
      durations = Arrays.copyOf(durations, 2 * size);
    }
    JsonNode duration = fragment.path("duration");
    durations[size] = duration.isNumber() ? duration.doubleValue() : Double.NaN;
    addresses.add(
        PageInfo.text(fragment, "url").or(() -> PageInfo.text(fragment, "path")).orElse(""));
  }

  /**
   * Returns the segments; empty if there are none or too many, or if one has no http or https URL.
   */
  List<Segment> of(JsonNode format) {
    Optional<SourceUrl> base =
        PageInfo.text(format, "fragment_base_url")
            .or(() -> PageInfo.text(format, "url"))
            .flatMap(PageInfo::url);
    int size = addresses.size();
    if (size == 0 || isTooLong || base.isEmpty()) {
      return List.of();
    }
    // If only the first fragment has no duration, it is the init segment.
    boolean hasInit = size > 1 && Double.isNaN(durations[0]) && !Double.isNaN(durations[1]);
    Optional<Segment> init = Optional.empty();
    SegmentList.Builder segments = new SegmentList.Builder(base.get().uri());
    for (int i = 0; i < size; i++) {
      Optional<URI> address =
          Optional.of(addresses.get(i))
              .filter(text -> !text.isEmpty())
              .flatMap(text -> resolved(base.get(), text));
      if (address.isEmpty()) {
        return List.of();
      }
      boolean isInit = hasInit && i == 0;
      Segment segment =
          new Segment(
              address.get(),
              0,
              Segment.WHOLE,
              isInit ? Optional.empty() : Optional.of(length(durations[i])),
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

  private static Duration length(double seconds) {
    double known = Double.isNaN(seconds) ? 0 : seconds;
    return Duration.ofMillis((long) (Math.max(0, Math.min(86_400, known)) * 1e3));
  }
}
