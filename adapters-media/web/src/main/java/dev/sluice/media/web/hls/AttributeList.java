package dev.sluice.media.web.hls;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An attribute list (RFC 8216, 4.2), such as {@code BANDWIDTH=1280000,CODECS="avc1.4d401e"}. */
final class AttributeList {
  private static final Pattern ONE =
      Pattern.compile("\\s*([A-Za-z0-9-]+)\\s*=\\s*(?:\"([^\"]*)\"|([^,]*))\\s*(?:,|$)");

  private final Map<String, String> values;

  private AttributeList(Map<String, String> values) {
    this.values = values;
  }

  /** Reads attributes up to the first malformed one; of repeated names the first counts. */
  static AttributeList parse(String text) {
    Map<String, String> values = new HashMap<>();
    Matcher matcher = ONE.matcher(text);
    int at = 0;
    while (at < text.length() && matcher.find(at) && matcher.start() == at) {
      String value = matcher.group(2) != null ? matcher.group(2) : matcher.group(3).strip();
      values.putIfAbsent(matcher.group(1).toUpperCase(Locale.ROOT), value);
      at = matcher.end();
    }
    return new AttributeList(values);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  boolean yes(String name) {
    return text(name).map("YES"::equalsIgnoreCase).orElse(false);
  }

  OptionalLong number(String name) {
    return text(name)
        .filter(value -> value.matches("\\d{1,18}"))
        .map(value -> OptionalLong.of(Long.parseLong(value)))
        .orElse(OptionalLong.empty());
  }
}
