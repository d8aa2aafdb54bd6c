package dev.sluice.shows.feed.parse;

import dev.sluice.core.job.Episode.Transcript;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.feed.text.FeedLinks;
import dev.sluice.shows.feed.text.MediaTypes;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses one of an item's transcripts: of those with times, one in the language of the show first,
 * then WebVTT before SubRip before JSON.
 */
final class TranscriptChoice {
  private static final int MAX = 200;

  private static final Map<String, Integer> RANKS =
      Map.of(
          "text/vtt", 0,
          "application/x-subrip", 1,
          "application/srt", 1,
          "text/srt", 1,
          "application/json", 2);

  private static final Map<String, String> BY_NAME =
      Map.of("vtt", "text/vtt", "srt", "application/x-subrip", "json", "application/json");

  private record Offered(String address, String type, String language) {}

  private record Fitting(Transcript transcript, int languageRank, int typeRank) {}

  private final List<Offered> offered = new ArrayList<>(0);

  void add(String address, String type, String language) {
    if (!address.isBlank() && offered.size() < MAX) {
      offered.add(new Offered(address, type, language));
    }
  }

  /**
   * @param showLanguage such as {@code en-gb}; empty where the feed names none
   */
  Optional<Transcript> choose(URI base, String showLanguage) {
    return offered.stream()
        .flatMap(one -> fitting(one, base, showLanguage).stream())
        .min(Comparator.comparingInt(Fitting::languageRank).thenComparingInt(Fitting::typeRank))
        .map(Fitting::transcript);
  }

  private static Optional<Fitting> fitting(Offered one, URI base, String showLanguage) {
    Optional<SourceUrl> url = FeedLinks.resolved(base, one.address());
    if (url.isEmpty()) {
      return Optional.empty();
    }
    String said = MediaTypes.cleaned(one.type()).orElse("");
    String type =
        RANKS.containsKey(said)
            ? said
            : BY_NAME.getOrDefault(MediaTypes.extension(url.get()), said);
    if (!RANKS.containsKey(type)) {
      return Optional.empty();
    }
    String language = one.language().strip();
    Transcript transcript =
        new Transcript(
            url.get(), type, language.isEmpty() ? Optional.empty() : Optional.of(language));
    return Optional.of(new Fitting(transcript, rank(language, showLanguage), RANKS.get(type)));
  }

  // A transcript that names no language is in that of its show.
  private static int rank(String language, String showLanguage) {
    if (language.isEmpty() || language.equalsIgnoreCase(showLanguage)) {
      return 0;
    }
    return primary(language).equals(primary(showLanguage)) ? 1 : 2;
  }

  private static String primary(String language) {
    return language.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
  }
}
