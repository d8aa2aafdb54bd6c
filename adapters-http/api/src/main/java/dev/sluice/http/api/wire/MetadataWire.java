package dev.sluice.http.api.wire;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.SourceInfo;
import dev.sluice.core.port.media.SourceInfo.SiteListing;
import dev.sluice.http.webhook.wire.WireNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answer of {@code POST /metadata}; what is not known is null. */
public record MetadataWire(
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
    Long filesizeApprox,
    List<StreamWire> streams) {
  private static final Pattern DAY = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})(?!\\d)");

  public static MetadataWire of(SourceInfo source) {
    MediaInfo media = source.media();
    Optional<SiteListing> listing = source.listing();
    Optional<StreamInfo> picture = media.first(StreamKind.VIDEO);
    return new MetadataWire(
        source.title().orElse(null),
        media.duration().map(MetadataWire::seconds).orElse(null),
        picture.map(MetadataWire::shownWidth).orElse(null),
        picture.map(MetadataWire::shownHeight).orElse(null),
        listing.map(SiteListing::site).orElse("Generic"),
        listing.flatMap(SiteListing::author).orElse(media.tags().get("artist")),
        source.thumbnail().map(WireNames::shown).orElse(null),
        source.description().orElse(null),
        listing.map(SiteListing::views).map(MetadataWire::number).orElse(null),
        listing.map(SiteListing::likes).map(MetadataWire::number).orElse(null),
        source.releaseDate().flatMap(MetadataWire::day).orElse(null),
        number(source.size()),
        StreamWire.of(source));
  }

  private static Long number(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  /** Returns the day of an ISO date as {@code 20260102}; empty if the text has none. */
  public static Optional<String> day(String date) {
    Matcher day = DAY.matcher(date);
    return day.lookingAt()
        ? Optional.of(day.group(1) + day.group(2) + day.group(3))
        : Optional.empty();
  }

  static double seconds(Duration length) {
    return length.toMillis() / 1_000.0;
  }

  static int shownWidth(StreamInfo picture) {
    return turned(picture) ? picture.height() : picture.width();
  }

  static int shownHeight(StreamInfo picture) {
    return turned(picture) ? picture.width() : picture.height();
  }

  private static boolean turned(StreamInfo picture) {
    return picture.rotation() % 180 == 90;
  }
}
