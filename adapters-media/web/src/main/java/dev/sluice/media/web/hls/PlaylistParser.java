package dev.sluice.media.web.hls;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.hls.MasterPlaylist.AudioRendition;
import dev.sluice.media.web.hls.MasterPlaylist.SubtitleRendition;
import dev.sluice.media.web.hls.MasterPlaylist.Variant;
import dev.sluice.media.web.manifest.Manifest;
import dev.sluice.media.web.segment.SegmentWindow;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads playlists (RFC 8216, 4.3). Unknown tags are ignored, as the standard asks; a malformed tag
 * is a failure, so that no segment is left out silently.
 */
final class PlaylistParser {
  static final String FIRST_LINE = "#EXTM3U";

  /** The longest line, in characters: an address and some attributes are shorter by far. */
  static final int MAX_LINE = 1 << 16;

  /** The most variants and other renditions; the largest lists have some hundred. */
  static final int MAX_RENDITIONS = 10_000;

  /** What may differ between variants of the same quality, such as the angle of the camera. */
  private static final List<String> TRAITS = List.of("VIDEO", "VIDEO-RANGE", "FRAME-RATE", "NAME");

  private static final int HEAD_BYTES = 1 << 12;

  private PlaylistParser() {}

  /** Returns whether a text is a playlist at all. */
  static boolean isPlaylist(String text) {
    return text.stripLeading().startsWith(FIRST_LINE);
  }

  /** Returns whether a manifest is a playlist at all; another text may have lines of any length. */
  static boolean isPlaylist(Manifest manifest) {
    return isPlaylist(manifest.text().head(HEAD_BYTES));
  }

  static boolean isMaster(Manifest manifest) {
    return isPlaylist(manifest)
        && lines(manifest).anyMatch(line -> line.startsWith("#EXT-X-STREAM-INF:"));
  }

  /**
   * Returns false for a list of files or channels, as music players and providers of television
   * write them in the same format.
   */
  static boolean isStream(Manifest manifest) {
    return lines(manifest).allMatch(line -> line.startsWith("#"))
        || lines(manifest).anyMatch(line -> line.startsWith("#EXT-X-"));
  }

  /** Returns the addresses in a list of files or channels, as they are written. */
  static Stream<String> entries(Manifest manifest) {
    return lines(manifest).filter(line -> !line.startsWith("#"));
  }

  /**
   * Reads a master playlist.
   *
   * @throws SluiceException SOURCE_EMPTY if it has no variants, STREAM_UNSUPPORTED if it has too
   *     many, NOT_MEDIA for a malformed address
   */
  static MasterPlaylist master(Manifest manifest) {
    List<Variant> variants = new ArrayList<>();
    List<AudioRendition> audio = new ArrayList<>();
    List<SubtitleRendition> subtitles = new ArrayList<>();
    Optional<AttributeList> next = Optional.empty();
    for (String line : (Iterable<String>) lines(manifest)::iterator) {
      if (line.startsWith("#EXT-X-STREAM-INF:")) {
        next = Optional.of(attributes(line));
      } else if (line.startsWith("#EXT-X-MEDIA:")) {
        AttributeList rendition = attributes(line);
        switch (rendition.text("TYPE").orElse("").toUpperCase(Locale.ROOT)) {
          case "AUDIO" -> audio.add(audio(rendition, manifest));
          case "SUBTITLES" -> subtitles(rendition, manifest).ifPresent(subtitles::add);
          default -> {
            // Alternative video, and captions within the video.
          }
        }
      } else if (!line.startsWith("#") && next.isPresent()) {
        variants.add(variant(next.get(), manifest.resolved(line)));
        next = Optional.empty();
      }
      if (variants.size() + audio.size() + subtitles.size() > MAX_RENDITIONS) {
        throw unsupported("names more than " + MAX_RENDITIONS + " renditions", manifest);
      }
    }
    if (variants.isEmpty()) {
      throw empty(manifest);
    }
    return new MasterPlaylist(variants, audio, subtitles);
  }

  /**
   * Reads a media playlist.
   *
   * @throws SluiceException MEDIA_PROTECTED, STREAM_UNSUPPORTED, SOURCE_EMPTY, NOT_MEDIA
   */
  static SegmentWindow media(Manifest manifest) {
    MediaPlaylistReader reader = new MediaPlaylistReader(manifest);
    lines(manifest).forEach(reader::line);
    SegmentWindow playlist = reader.playlist();
    if (playlist.segments().isEmpty()) {
      throw empty(manifest);
    }
    return playlist;
  }

  private static Variant variant(AttributeList attributes, URI uri) {
    String[] size = attributes.text("RESOLUTION").orElse("").toLowerCase(Locale.ROOT).split("x", 2);
    boolean hasSize = size.length == 2 && (size[0] + size[1]).matches("\\d{2,10}");
    return new Variant(
        uri,
        attributes.number("BANDWIDTH").orElse(0),
        hasSize ? side(size[0]) : 0,
        hasSize ? side(size[1]) : 0,
        attributes
            .text("CODECS")
            .map(text -> List.of(text.strip().split("\\s*,\\s*")))
            .orElse(List.of()),
        attributes.text("AUDIO"),
        attributes.text("SUBTITLES"),
        traits(attributes));
  }

  private static Map<String, String> traits(AttributeList attributes) {
    Map<String, String> traits = new HashMap<>();
    for (String name : TRAITS) {
      attributes.text(name).ifPresent(value -> traits.put(name, value));
    }
    return traits;
  }

  private static int side(String digits) {
    return digits.isEmpty() || digits.length() > 5 ? 0 : Integer.parseInt(digits);
  }

  private static AudioRendition audio(AttributeList attributes, Manifest manifest) {
    return new AudioRendition(
        attributes.text("GROUP-ID").orElse(""),
        attributes.text("URI").map(text -> manifest.resolved(text)),
        attributes.yes("DEFAULT"),
        attributes.yes("AUTOSELECT"),
        attributes.text("LANGUAGE"),
        attributes.text("NAME"),
        dispositions(attributes),
        channels(attributes));
  }

  private static Set<Disposition> dispositions(AttributeList attributes) {
    Set<Disposition> found = EnumSet.noneOf(Disposition.class);
    String characteristics = attributes.text("CHARACTERISTICS").orElse("");
    if (attributes.yes("DEFAULT")) {
      found.add(Disposition.DEFAULT);
    }
    if (characteristics.contains("public.accessibility.describes-video")) {
      found.add(Disposition.VISUAL_IMPAIRED);
    }
    if (characteristics.contains("public.accessibility.enhances-speech-intelligibility")) {
      found.add(Disposition.HEARING_IMPAIRED);
    }
    return found;
  }

  // The number may be followed by others, as in 16/JOC.
  private static int channels(AttributeList attributes) {
    String number = attributes.text("CHANNELS").orElse("").replaceFirst("/.*", "").strip();
    return number.matches("\\d{1,3}") ? Integer.parseInt(number) : 0;
  }

  private static Optional<SubtitleRendition> subtitles(
      AttributeList attributes, Manifest manifest) {
    return attributes
        .text("URI")
        .map(
            text ->
                new SubtitleRendition(
                    attributes.text("GROUP-ID").orElse(""),
                    manifest.resolved(text),
                    attributes.text("LANGUAGE"),
                    attributes.yes("DEFAULT"),
                    attributes.yes("FORCED")));
  }

  static AttributeList attributes(String line) {
    return AttributeList.parse(line.substring(line.indexOf(':') + 1));
  }

  private static Stream<String> lines(Manifest manifest) {
    return manifest
        .text()
        .lines(
            MAX_LINE,
            () -> unsupported("has a line of more than " + MAX_LINE + " characters", manifest))
        .map(String::strip)
        .filter(line -> !line.isEmpty());
  }

  private static SluiceException unsupported(String what, Manifest manifest) {
    return new SluiceException(
        FailureCode.STREAM_UNSUPPORTED,
        "The playlist " + what + ": " + SourceUrl.redacted(manifest.uri()));
  }

  private static SluiceException empty(Manifest manifest) {
    return new SluiceException(
        FailureCode.SOURCE_EMPTY,
        "The playlist names nothing to play: " + SourceUrl.redacted(manifest.uri()));
  }
}
