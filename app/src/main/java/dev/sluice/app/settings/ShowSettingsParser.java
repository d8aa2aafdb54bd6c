package dev.sluice.app.settings;

import dev.sluice.core.tenant.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Parses the settings for shows. Used once. */
final class ShowSettingsParser {
  /** An idempotency key is held for a minute; what it is held for must be over by then. */
  private static final Duration LONGEST_EXPANSION = Duration.ofSeconds(50);

  private final SettingsParser all;

  ShowSettingsParser(SettingsParser all) {
    this.all = all;
  }

  Settings.Shows parse() {
    return new Settings.Shows(
        all.read(Setting.SHOW_TIMEOUT, ShowSettingsParser::expansion)
            .orElse(Duration.ofSeconds(25)),
        all.read(Setting.FEED_MAP, all::path),
        spotify(),
        url(Setting.SPOTIFY_OEMBED_URL),
        url(Setting.APPLE_URL),
        url(Setting.PODCAST_INDEX_URL),
        pair(Setting.PODCAST_INDEX_KEY, Setting.PODCAST_INDEX_SECRET));
  }

  private Optional<Settings.Spotify> spotify() {
    String market = all.read(Setting.SPOTIFY_MARKET, ShowSettingsParser::country).orElse("US");
    URI api = url(Setting.SPOTIFY_API_URL);
    URI tokens = url(Setting.SPOTIFY_TOKEN_URL);
    return pair(Setting.SPOTIFY_CLIENT_ID, Setting.SPOTIFY_CLIENT_SECRET)
        .map(client -> new Settings.Spotify(client, market, api, tokens));
  }

  /** Both or neither. */
  private Optional<Settings.KeyPair> pair(Setting id, Setting secret) {
    if (!all.isGiven(id)) {
      all.forbidWithout(id, Set.of(secret));
      return Optional.empty();
    }
    Optional<String> name = all.read(id, ShowSettingsParser::identifier);
    Optional<Secret> proof = all.required(secret, id);
    return name.flatMap(text -> proof.map(known -> new Settings.KeyPair(text, known)));
  }

  private URI url(Setting setting) {
    return all.read(setting, SettingsParser::url)
        .orElseGet(() -> URI.create(setting.fallback().orElseThrow()));
  }

  private static String identifier(String text) {
    if (!text.matches("[!-~]{1,200}")) {
      throw new IllegalArgumentException("expected visible ASCII characters without spaces");
    }
    return text;
  }

  private static String country(String text) {
    if (!text.matches("[A-Za-z]{2}")) {
      throw new IllegalArgumentException("expected a country's two letters, such as US");
    }
    return text.toUpperCase(Locale.ROOT);
  }

  private static Duration expansion(String text) {
    Duration time = SizesAndDurations.duration(text);
    if (time.isZero() || time.compareTo(LONGEST_EXPANSION) > 0) {
      throw new IllegalArgumentException("expected a time of at most 50s");
    }
    return time;
  }
}
