package dev.sluice.media.site;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.SourceInfo.SiteListing;
import dev.sluice.core.request.Language;
import dev.sluice.core.request.SourceUrl;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A page as yt-dlp describes it: the fields of its {@code -J} that are used here. See the sections
 * "Output template" and "Extractor arguments" of yt-dlp's documentation.
 *
 * @param entries the media of a page that shows several; empty for a page that shows one
 * @param live whether it is a live stream that has not ended
 * @param upcoming whether it has not begun
 * @param locked the kinds of streams of which some formats are protected by DRM
 * @param formats from the worst to the best, as yt-dlp ranks them
 */
record PageInfo(
    boolean isList,
    List<PageInfo> entries,
    Optional<String> id,
    Optional<SourceUrl> url,
    Optional<String> title,
    Optional<String> author,
    Optional<String> description,
    Optional<String> releaseDate,
    Optional<SourceUrl> thumbnail,
    Optional<SiteListing> listing,
    boolean live,
    boolean upcoming,
    boolean isProtected,
    Set<StreamKind> locked,
    List<PageFormat> formats,
    List<SubtitleTrack> subtitles) {
  PageInfo {
    entries = List.copyOf(entries);
    locked = Set.copyOf(locked);
    formats = List.copyOf(formats);
    subtitles = List.copyOf(subtitles);
  }

  /**
   * Returns a page.
   *
   * @param node its fields that are no lists
   */
  static PageInfo of(
      JsonNode node,
      List<PageInfo> entries,
      Set<StreamKind> locked,
      List<PageFormat> formats,
      List<SubtitleTrack> subtitles) {
    return new PageInfo(
        node.path("_type").asText("video").contains("playlist"),
        entries,
        text(node, "id"),
        text(node, "url").flatMap(PageInfo::url),
        text(node, "title"),
        text(node, "channel").or(() -> text(node, "uploader")),
        text(node, "description"),
        text(node, "upload_date").or(() -> text(node, "release_date")).flatMap(PageInfo::date),
        text(node, "thumbnail").flatMap(PageInfo::url),
        listing(node),
        isLive(node),
        node.path("live_status").asText("").equals("is_upcoming"),
        node.path("_has_drm").asBoolean(false),
        locked,
        formats,
        subtitles);
  }

  /** Returns a copy without formats and subtitles. */
  PageInfo withoutDetails() {
    return new PageInfo(
        isList,
        entries,
        id,
        url,
        title,
        author,
        description,
        releaseDate,
        thumbnail,
        listing,
        live,
        upcoming,
        isProtected,
        Set.of(),
        List.of(),
        List.of());
  }

  private static Optional<SiteListing> listing(JsonNode node) {
    return text(node, "extractor_key")
        .or(() -> text(node, "extractor"))
        .map(
            site ->
                new SiteListing(
                    site,
                    text(node, "channel").or(() -> text(node, "uploader")),
                    number(node, "view_count"),
                    number(node, "like_count")));
  }

  private static OptionalLong number(JsonNode node, String field) {
    JsonNode found = node.path(field);
    return found.isIntegralNumber() ? OptionalLong.of(found.longValue()) : OptionalLong.empty();
  }

  /** Returns the language in a key of yt-dlp's, which adds an identifier to it if needed. */
  static String tag(String key) {
    String tag = key;
    while (Language.find(tag).isEmpty() && tag.contains("-")) {
      tag = tag.substring(0, tag.lastIndexOf('-'));
    }
    return Language.find(tag).isEmpty() ? key : tag;
  }

  private static boolean isLive(JsonNode node) {
    String status = node.path("live_status").asText("");
    return node.path("is_live").asBoolean(false)
        || status.equals("is_live")
        || status.equals("post_live");
  }

  static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.path(field).textValue()).filter(text -> !text.isBlank());
  }

  static Optional<SourceUrl> url(String text) {
    try {
      return Optional.of(SourceUrl.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> date(String digits) {
    try {
      return Optional.of(LocalDate.parse(digits, DateTimeFormatter.BASIC_ISO_DATE).toString());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
