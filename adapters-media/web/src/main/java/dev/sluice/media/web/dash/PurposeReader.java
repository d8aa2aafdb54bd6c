package dev.sluice.media.web.dash;

import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.media.web.dash.Representation.Purpose;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what an adaptation set is for (ISO/IEC 23009-1, 5.8). Pure functions. */
final class PurposeReader {
  private static final String ROLE = "urn:mpeg:dash:role:2011";
  private static final String AUDIO_PURPOSE = "urn:tva:metadata:cs:AudioPurposeCS:2007";

  /** A few pictures for seeking. */
  private static final String TRICK_PLAY = "http://dashif.org/guidelines/trickmode";

  /** Properties that players need not know to show the picture. */
  private static final String COLOURS = "urn:mpeg:mpegB:cicp:";

  private static final String CICP_CHANNELS = "urn:mpeg:mpegB:cicp:ChannelConfiguration";
  private static final int[] CHANNELS_BY_CICP = {
    0, 1, 2, 3, 4, 5, 6, 8, 0, 3, 4, 7, 8, 24, 8, 12, 10, 12, 14, 12, 14
  };

  /** The bits of Dolby's mask, from the highest, that stand for two channels each. */
  private static final int DOLBY_PAIRS = 0b0000_0110_0111_0000;

  private static final int NOT_MAIN = -1;
  private static final int LAST_RESORT = -1_000;

  private PurposeReader() {}

  /**
   * Returns the purpose of a representation.
   *
   * @param scopes its element and its adaptation set
   */
  static Purpose of(List<XmlElement> scopes) {
    Set<Disposition> dispositions = EnumSet.noneOf(Disposition.class);
    int preference = 0;
    for (XmlElement role : all(scopes, "Role")) {
      if (is(role, ROLE)) {
        preference += role(value(role), dispositions);
      }
    }
    for (XmlElement access : all(scopes, "Accessibility")) {
      if (is(access, ROLE)) {
        preference += role(value(access), dispositions);
      } else if (is(access, AUDIO_PURPOSE)) {
        audioPurpose(value(access), dispositions);
      }
    }
    boolean isSpecial =
        all(scopes, "EssentialProperty").stream().anyMatch(PurposeReader::isSpecial)
            || all(scopes, "SupplementalProperty").stream().anyMatch(p -> is(p, TRICK_PLAY))
            || scopes.stream().anyMatch(scope -> scope.attribute("maxPlayoutRate").isPresent());
    long priority = number(scopes, "selectionPriority").orElse(1L);
    return new Purpose(
        attribute(scopes, "lang"),
        all(scopes, "Label").stream().map(XmlElement::text).filter(t -> !t.isEmpty()).findFirst(),
        dispositions,
        channels(scopes),
        isSpecial ? LAST_RESORT : preference < 0 ? preference : (int) Math.min(99, priority - 1),
        !all(scopes, "ContentProtection").isEmpty());
  }

  // A client that does not know an essential property must leave the set out.
  private static boolean isSpecial(XmlElement property) {
    return property.attribute("schemeIdUri").filter(name -> name.startsWith(COLOURS)).isEmpty();
  }

  private static int role(String value, Set<Disposition> dispositions) {
    switch (value) {
      case "main" -> dispositions.add(Disposition.DEFAULT);
      case "dub" -> dispositions.add(Disposition.DUB);
      case "commentary" -> dispositions.add(Disposition.COMMENTARY);
      case "description" -> dispositions.add(Disposition.VISUAL_IMPAIRED);
      case "forced-subtitle", "forced_subtitle" -> dispositions.add(Disposition.FORCED);
      case "caption" -> dispositions.add(Disposition.HEARING_IMPAIRED);
      case "enhanced-audio-intelligibility" -> {
        dispositions.add(Disposition.HEARING_IMPAIRED);
        return NOT_MAIN;
      }
      case "alternate", "supplementary", "sign", "emergency", "karaoke", "easyreader" -> {
        return NOT_MAIN;
      }
      default -> {
        // Roles of captions and subtitles, and those of other schemes.
      }
    }
    return 0;
  }

  private static void audioPurpose(String value, Set<Disposition> dispositions) {
    switch (value) {
      case "1" -> dispositions.add(Disposition.VISUAL_IMPAIRED);
      case "2" -> dispositions.add(Disposition.HEARING_IMPAIRED);
      default -> {
        // Others are about speech only.
      }
    }
  }

  private static int channels(List<XmlElement> scopes) {
    return all(scopes, "AudioChannelConfiguration").stream()
        .mapToInt(PurposeReader::channelCount)
        .filter(count -> count > 0)
        .findFirst()
        .orElse(0);
  }

  private static int channelCount(XmlElement configuration) {
    String scheme = configuration.attribute("schemeIdUri").orElse("");
    String value = value(configuration);
    if (scheme.startsWith("tag:dolby.com") && value.matches("[0-9a-fA-F]{4}")) {
      int mask = Integer.parseInt(value, 16);
      return Integer.bitCount(mask) + Integer.bitCount(mask & DOLBY_PAIRS);
    }
    int number = value.matches("\\d{1,3}") ? Integer.parseInt(value) : 0;
    if (!scheme.equals(CICP_CHANNELS)) {
      return number;
    }
    return number < CHANNELS_BY_CICP.length ? CHANNELS_BY_CICP[number] : 0;
  }

  private static boolean is(XmlElement element, String scheme) {
    return element.attribute("schemeIdUri").filter(scheme::equalsIgnoreCase).isPresent();
  }

  private static String value(XmlElement element) {
    return element.attribute("value").orElse("");
  }

  private static List<XmlElement> all(List<XmlElement> scopes, String name) {
    return scopes.stream().flatMap(scope -> scope.children(name).stream()).toList();
  }

  private static Optional<String> attribute(List<XmlElement> scopes, String name) {
    return scopes.stream().flatMap(scope -> scope.attribute(name).stream()).findFirst();
  }

  private static Optional<Long> number(List<XmlElement> scopes, String name) {
    return scopes.stream().flatMap(scope -> scope.number(name).stream()).findFirst();
  }
}
