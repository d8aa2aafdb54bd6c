package dev.sluice.media.site;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.SourceUrl;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Reads the description of a page while yt-dlp writes it. Only what is used of it is ever in
 * memory, and its lists have bounds: a hostile page may have any number of entries. Formats and
 * subtitles of an entry are used only if the page has no other entry, so no more than the page and
 * one entry have any. What is used is reserved while it is read. Used once.
 */
final class PageReader {
  /** How many videos and tabs a page may have. */
  static final int MAX_ENTRIES = SitePlaylists.MAX_VIDEOS + SitePlaylists.MAX_TABS;

  /**
   * How many formats, headers and subtitles the page may have, and its only entry as well; the
   * largest have some 10,000.
   */
  static final int MAX_DETAILS = 50_000;

  /** What an object takes, and a text besides its characters, in bytes. */
  private static final int OBJECT_BYTES = 200;

  private static final int TEXT_BYTES = 48;

  /** A text, and the parts of it of which a URL has copies. */
  private static final int CHARACTER_BYTES = 3;

  /** How much is read before it is reserved. */
  private static final int STEP = 64 << 10;

  private static final Set<String> PAGE_FIELDS =
      Set.of(
          "_type",
          "id",
          "url",
          "title",
          "channel",
          "uploader",
          "description",
          "upload_date",
          "release_date",
          "thumbnail",
          "extractor",
          "extractor_key",
          "view_count",
          "like_count",
          "live_status",
          "is_live",
          "_has_drm");

  private static final Set<String> FORMAT_FIELDS =
      Set.of(
          "format_id",
          "protocol",
          "url",
          "manifest_url",
          "fragment_base_url",
          "has_drm",
          "vcodec",
          "acodec",
          "width",
          "height",
          "tbr",
          "cookies",
          "language",
          "language_preference",
          "format_note",
          "audio_channels");

  private static final Set<String> SUBTITLE_FIELDS = Set.of("ext", "protocol", "url");

  // Canonical names would all stay in memory, and a page may have any number of them.
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(200)
                          .maxStringLength(4 << 20)
                          .build())
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .build())
          .build();

  /** Reads the value of one field, at whose first token the parser is. */
  private interface FieldReader {
    void read(String name) throws IOException;
  }

  private final JsonParser in;
  private final LongConsumer memory;
  private long unreserved;
  private int entries;
  private int details;
  private int fragments;

  private PageReader(JsonParser in, LongConsumer memory) {
    this.in = in;
    this.memory = memory;
  }

  /**
   * Reads a page.
   *
   * @param memory receives the number of bytes that more of the page takes
   * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not valid JSON
   * @throws SluiceException FEED_TOO_LARGE if it has too many entries; NOT_MEDIA if it has too many
   *     formats, headers, subtitles or segments
   */
  static PageInfo read(InputStream json, LongConsumer memory) throws IOException {
    try (JsonParser in = JSON.createParser(json)) {
      in.nextToken();
      PageReader reader = new PageReader(in, memory);
      PageInfo page = reader.page(true, true);
      memory.accept(reader.unreserved);
      return page;
    }
  }

  /**
   * Reads a page or an entry.
   *
   * @param hasDetails whether its formats and subtitles are read
   * @param isPage whether it is no entry
   */
  private PageInfo page(boolean hasDetails, boolean isPage) throws IOException {
    reserve(OBJECT_BYTES);
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    List<PageInfo> found = new ArrayList<>();
    List<PageFormat> formats = new ArrayList<>();
    Set<StreamKind> locked = EnumSet.noneOf(StreamKind.class);
    List<SubtitleTrack> subtitles = new ArrayList<>();
    readFields(
        name -> {
          switch (name) {
            case "entries" -> readElements(() -> entry(found, isPage));
            case "formats" -> {
              if (hasDetails) {
                readElements(() -> format(locked).ifPresent(formats::add));
              } else {
                in.skipChildren();
              }
            }
            case "subtitles" -> {
              if (hasDetails) {
                readFields(language -> subtitle(language).ifPresent(subtitles::add));
              } else {
                in.skipChildren();
              }
            }
            default -> keepScalar(name, PAGE_FIELDS, fields);
          }
        });
    return PageInfo.of(fields, found, locked, formats, subtitles);
  }

  private void entry(List<PageInfo> found, boolean isOfPage) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return;
    }
    if (++entries > MAX_ENTRIES) {
      throw new SluiceException(
          FailureCode.FEED_TOO_LARGE,
          "The list has more than " + SitePlaylists.MAX_VIDEOS + " videos");
    }
    if (isOfPage && found.size() == 1) {
      found.set(0, found.get(0).withoutDetails());
    }
    int ofPage = details;
    int fragmentsOfPage = fragments;
    details = 0;
    fragments = 0;
    found.add(page(isOfPage && found.isEmpty(), false));
    details = ofPage;
    fragments = fragmentsOfPage;
  }

  private Optional<PageFormat> format(Set<StreamKind> locked) throws IOException {
    addDetail();
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    PageFragments segments = new PageFragments();
    readFields(
        name -> {
          switch (name) {
            case "http_headers" -> {
              ObjectNode headers = fields.putObject(name);
              readFields(
                  header -> {
                    addDetail();
                    keepScalar(header, Set.of(header), headers);
                  });
            }
            case "fragments" -> readElements(() -> fragment(segments));
            default -> keepScalar(name, FORMAT_FIELDS, fields);
          }
        });
    if (fields.path("has_drm").asBoolean(false)) {
      PageFormat.codec(fields, "vcodec").ifPresent(codec -> locked.add(StreamKind.VIDEO));
      PageFormat.codec(fields, "acodec").ifPresent(codec -> locked.add(StreamKind.AUDIO));
    }
    return PageFormat.of(fields, segments);
  }

  private void fragment(PageFragments segments) throws IOException {
    if (++fragments > PageFragments.MAX_OF_PAGE) {
      throw tooLarge(PageFragments.MAX_OF_PAGE + " segments");
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    readFields(name -> readScalar(name, PageFragments.FIELDS, fields));
    long before = segments.bytes();
    segments.add(fields);
    reserve(segments.bytes() - before);
  }

  /** Returns the first file of WebVTT of a language, or else the first one of SubRip. */
  private Optional<SubtitleTrack> subtitle(String language) throws IOException {
    List<SourceUrl> webVtt = new ArrayList<>(1);
    List<SourceUrl> subRip = new ArrayList<>(1);
    readElements(
        () -> {
          addDetail();
          ObjectNode file = JsonNodeFactory.instance.objectNode();
          readFields(name -> keepScalar(name, SUBTITLE_FIELDS, file));
          List<SourceUrl> same =
              switch (file.path("ext").asText("")) {
                case "vtt" -> webVtt;
                case "srt" -> subRip;
                default -> new ArrayList<>(1);
              };
          if (same.isEmpty() && !file.path("protocol").asText("").startsWith("m3u8")) {
            PageInfo.text(file, "url").flatMap(PageInfo::url).ifPresent(same::add);
          }
        });
    return (webVtt.isEmpty() ? subRip : webVtt)
        .stream()
            .findFirst()
            .map(url -> new SubtitleTrack(url, Optional.of(PageInfo.tag(language))));
  }

  private void reserve(long bytes) {
    unreserved += bytes;
    if (unreserved >= STEP) {
      memory.accept(unreserved);
      unreserved = 0;
    }
  }

  private void addDetail() {
    reserve(OBJECT_BYTES);
    if (++details > MAX_DETAILS) {
      throw tooLarge(MAX_DETAILS + " formats, headers and subtitles");
    }
  }

  private static SluiceException tooLarge(String what) {
    return new SluiceException(
        FailureCode.NOT_MEDIA, "The page is larger than supported: yt-dlp lists more than " + what);
  }

  /** Reads the fields of an object; another value has none. */
  private void readFields(FieldReader reader) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      reader.read(name);
    }
  }

  /** Reads one element of an array, at whose first token the parser is. */
  private interface ElementReader {
    void read() throws IOException;
  }

  /** Reads the elements of an array; another value has none. */
  private void readElements(ElementReader reader) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      in.skipChildren();
      return;
    }
    for (JsonToken token = in.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = in.nextToken()) {
      reader.read();
      in.skipChildren();
    }
  }

  /** Stores a value as {@link #readScalar} does, and reserves what its text takes. */
  private void keepScalar(String name, Set<String> wanted, ObjectNode fields) throws IOException {
    readScalar(name, wanted, fields);
    String text = fields.path(name).textValue();
    if (text != null) {
      reserve(TEXT_BYTES + (long) CHARACTER_BYTES * text.length());
    }
  }

  /** Stores a value if it is wanted and is not an object or array. */
  private void readScalar(String name, Set<String> wanted, ObjectNode fields) throws IOException {
    if (in.currentToken() != null && in.currentToken().isScalarValue() && wanted.contains(name)) {
      fields.set(name, in.readValueAsTree());
    } else {
      in.skipChildren();
    }
  }
}
