package dev.sluice.media.site;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.segment.Segment;
import dev.sluice.media.web.segment.SegmentList;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A format in which a page offers its media.
 *
 * @param id its name among the formats of the page
 * @param direct whether the web client can read it; yt-dlp fetches the others
 * @param headers the headers that the site requires with each request
 * @param videoCodec empty without video; {@link #UNKNOWN} if there is video of an unknown codec
 * @param audioCodec empty without audio; {@link #UNKNOWN} if there is audio of an unknown codec
 * @param shorterSide in pixels; 0 if unknown
 * @param bitrate the total bitrate in kbit/s; 0 if unknown
 * @param segments the segments; empty if the URL is the whole media
 * @param manifest the URL of the manifest that lists the segments, if known
 * @param sound what the page says of the audio
 */
record PageFormat(
    String id,
    boolean direct,
    SourceUrl url,
    Map<String, String> headers,
    Optional<String> videoCodec,
    Optional<String> audioCodec,
    int shorterSide,
    double bitrate,
    List<Segment> segments,
    Optional<SourceUrl> manifest,
    Sound sound)
    implements RenditionSelector.Rendition {
  /** The protocols of the web client: files and playlists of HLS. */
  private static final Set<String> CLIENT_PROTOCOLS =
      Set.of("http", "https", "m3u8", "m3u8_native");

  /** DASH, whose segments yt-dlp has read from the manifest. */
  private static final String IN_SEGMENTS = "http_dash_segments";

  /** The protocols that yt-dlp fetches without further programs. */
  private static final Set<String> YT_DLP_PROTOCOLS =
      Set.of("ism", "f4m", IN_SEGMENTS, "http_dash_segments_generator");

  /** Headers that belong to one connection, or that the web client sets itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of("accept-encoding", "connection", "host", "range", "content-length", "cookie");

  private static final Set<String> COOKIE_ATTRIBUTES =
      Set.of("domain", "path", "expires", "max-age", "secure", "httponly", "samesite", "version");

  /**
   * A page's description of the audio of a format.
   *
   * @param language as the page writes it
   * @param preference how much the site prefers this audio to others, the preferred higher: yt-dlp
   *     gives 10 to the language that a film was made in; 0 if it does not say
   * @param channels 0 if unknown
   */
  record Sound(
      Optional<String> language, int preference, Set<Disposition> dispositions, int channels) {
    static final Sound UNKNOWN = new Sound(Optional.empty(), 0, Set.of(), 0);

    private static final int ORIGINAL_LANGUAGE = 10;

    /** yt-dlp adds this to the language of audio that describes the picture. */
    private static final String DESCRIPTIVE = "-desc";

    Sound {
      dispositions = Set.copyOf(dispositions);
    }

    static Sound of(JsonNode node) {
      Optional<String> language = PageInfo.text(node, "language");
      int preference = node.path("language_preference").asInt(0);
      String note = node.path("format_note").asText("").toLowerCase(Locale.ROOT);
      boolean isDescriptive =
          language.filter(tag -> tag.endsWith(DESCRIPTIVE)).isPresent()
              || note.contains("descriptive");
      Set<Disposition> dispositions = EnumSet.noneOf(Disposition.class);
      if (isDescriptive) {
        dispositions.add(Disposition.VISUAL_IMPAIRED);
      } else if (preference >= ORIGINAL_LANGUAGE || note.contains("original")) {
        dispositions.add(Disposition.ORIGINAL);
      } else if (note.contains("dub")) {
        dispositions.add(Disposition.DUB);
      }
      return new Sound(
          language.map(tag -> tag.replaceFirst(DESCRIPTIVE + "$", "")),
          preference,
          dispositions,
          Math.max(0, node.path("audio_channels").asInt(0)));
    }
  }

  PageFormat {
    headers = Map.copyOf(headers);
    // A copy as another list would not be packed.
    segments = segments.isEmpty() ? List.of() : SegmentList.of(segments);
  }

  /**
   * Reads a format; empty if neither the web client nor yt-dlp alone can fetch it, if it holds only
   * preview pictures, or if it is protected by DRM.
   *
   * @param node its fields that are no lists
   */
  static Optional<PageFormat> of(JsonNode node, PageFragments fragments) {
    List<Segment> segments =
        node.path("protocol").asText("").equals(IN_SEGMENTS) ? fragments.of(node) : List.of();
    boolean direct =
        CLIENT_PROTOCOLS.contains(node.path("protocol").asText("")) || !segments.isEmpty();
    boolean locked = node.path("has_drm").asBoolean(false);
    Optional<SourceUrl> url = PageInfo.text(node, "url").flatMap(PageInfo::url);
    Optional<String> picture = codec(node, "vcodec");
    Optional<String> sound = codec(node, "acodec");
    boolean byYtDlp = YT_DLP_PROTOCOLS.contains(node.path("protocol").asText(""));
    // Other characters have a meaning in the option --format.
    Optional<String> id =
        PageInfo.text(node, "format_id").filter(text -> text.matches("[\\w.-]{1,200}"));
    if (!(direct || (byYtDlp && id.isPresent()))
        || locked
        || url.isEmpty()
        || (picture.isEmpty() && sound.isEmpty())) {
      return Optional.empty();
    }
    int width = node.path("width").asInt(0);
    int height = node.path("height").asInt(0);
    return Optional.of(
        new PageFormat(
            id.orElse(""),
            direct,
            url.get(),
            headers(node, url.get()),
            picture,
            sound,
            width > 0 && height > 0 ? Math.min(width, height) : Math.max(width, height),
            node.path("tbr").asDouble(0),
            segments,
            segments.isEmpty()
                ? Optional.empty()
                : PageInfo.text(node, "manifest_url").flatMap(PageInfo::url),
            sound.isEmpty() ? Sound.UNKNOWN : Sound.of(node)));
  }

  @Override
  public Optional<String> language() {
    return sound.language();
  }

  @Override
  public int preference() {
    return sound.preference();
  }

  @Override
  public Set<Disposition> dispositions() {
    return sound.dispositions();
  }

  @Override
  public int channels() {
    return sound.channels();
  }

  /**
   * All that its manifest names, picture and sound, chosen there: of a stream that goes on the
   * parts are only those of now. Empty where there is none.
   */
  Optional<PageFormat> byManifest() {
    return manifest.map(
        manifestUrl ->
            new PageFormat(
                "",
                true,
                manifestUrl,
                headers,
                Optional.of(UNKNOWN),
                Optional.of(UNKNOWN),
                shorterSide,
                bitrate,
                List.of(),
                Optional.empty(),
                Sound.UNKNOWN));
  }

  /** Returns the codec; empty if there is no such stream. */
  static Optional<String> codec(JsonNode node, String field) {
    String name = node.path(field).textValue();
    return "none".equals(name) ? Optional.empty() : Optional.of(name == null ? UNKNOWN : name);
  }

  private static Map<String, String> headers(JsonNode node, SourceUrl url) {
    Map<String, String> headers = new HashMap<>();
    node.path("http_headers")
        .fields()
        .forEachRemaining(
            header -> {
              String value = header.getValue().asText("");
              if (!OWN_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))
                  && isPlain(value)) {
                headers.put(header.getKey(), value);
              }
            });
    String cookies = cookies(node.path("cookies").asText(""), url.uri().getHost());
    if (!cookies.isEmpty() && isPlain(cookies)) {
      headers.put("Cookie", cookies);
    }
    return headers;
  }

  private static boolean isPlain(String value) {
    return value.chars().allMatch(character -> character >= ' ' && character < 127);
  }

  /** Returns the cookies of {@code a=1; Domain=.x; Path=/; b=2; Domain=…} that are for the host. */
  private static String cookies(String text, String host) {
    List<String> matching = new ArrayList<>();
    String pair = "";
    String domain = "";
    for (String part : (text + "; end=").split(";")) {
      String name = part.strip().split("=", 2)[0].toLowerCase(Locale.ROOT);
      if (name.equals("domain")) {
        domain = part.substring(part.indexOf('=') + 1).strip().replaceFirst("^\\.", "");
      } else if (!COOKIE_ATTRIBUTES.contains(name)) {
        if (!pair.isEmpty() && isWithin(host, domain)) {
          matching.add(pair);
        }
        pair = part.strip();
        domain = "";
      }
    }
    return String.join("; ", matching);
  }

  private static boolean isWithin(String host, String domain) {
    return !domain.isEmpty()
        && (host.equalsIgnoreCase(domain)
            || host.toLowerCase(Locale.ROOT).endsWith("." + domain.toLowerCase(Locale.ROOT)));
  }
}
