package dev.sluice.http;

import dev.sluice.core.port.MediaFacts;
import dev.sluice.core.port.MediaFacts.StreamFacts;
import dev.sluice.core.port.MediaFacts.StreamKind;
import dev.sluice.core.port.SourceFacts;
import java.time.Duration;
import java.util.Optional;

/** The answer of {@code POST /metadata}; what nobody knows is null. */
record MetadataWire(
    String title,
    Double duration,
    Integer width,
    Integer height,
    String extractor,
    String uploader,
    String thumbnail,
    String description,
    Long viewCount,
    Long likeCount,
    String uploadDate,
    Long filesizeApprox) {

  static MetadataWire of(SourceFacts source) {
    MediaFacts media = source.media();
    Optional<StreamFacts> picture = media.first(StreamKind.VIDEO);
    return new MetadataWire(
        source.title().orElse(null),
        media.duration().map(MetadataWire::seconds).orElse(null),
        picture.map(MetadataWire::shownWidth).orElse(null),
        picture.map(MetadataWire::shownHeight).orElse(null),
        "generic",
        Optional.ofNullable(media.tags().get("artist")).orElse(null),
        null,
        source.description().orElse(null),
        null,
        null,
        source.releaseDate().orElse(null),
        source.size().isPresent() ? source.size().getAsLong() : null);
  }

  static double seconds(Duration length) {
    return length.toMillis() / 1_000.0;
  }

  static int shownWidth(StreamFacts picture) {
    return turned(picture) ? picture.height() : picture.width();
  }

  static int shownHeight(StreamFacts picture) {
    return turned(picture) ? picture.width() : picture.height();
  }

  private static boolean turned(StreamFacts picture) {
    return picture.rotation() % 180 == 90;
  }
}
