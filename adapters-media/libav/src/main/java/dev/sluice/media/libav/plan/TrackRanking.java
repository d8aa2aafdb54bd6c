package dev.sluice.media.libav.plan;

import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.request.LanguageChoice;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The order in which streams of one kind are preferred: by what they are for, then by size. Of
 * equals the first one wins, as players choose. Pure functions.
 */
final class TrackRanking {
  private static final Set<Disposition> SECONDARY =
      Set.of(Disposition.COMMENTARY, Disposition.VISUAL_IMPAIRED);

  /** Many files name the purpose of a track, but do not mark it. */
  private static final Pattern SECONDARY_TITLE =
      Pattern.compile(
          "\\b(commentary|commentaries|audio ?description|descriptive|described)\\b",
          Pattern.CASE_INSENSITIVE);

  private TrackRanking() {}

  /** Returns the order of video streams: the film itself, then the default, then the largest. */
  static Comparator<StreamInfo> video() {
    return Comparator.comparing(TrackRanking::isSecondary)
        .thenComparing(stream -> !stream.dispositions().contains(Disposition.DEFAULT))
        .thenComparing(stream -> -(long) stream.width() * stream.height());
  }

  /**
   * Returns the order of sound tracks: by the languages asked for; the film's own sound before
   * commentaries and audio descriptions; the default and the original before others; then by the
   * number of channels.
   */
  static Comparator<StreamInfo> audio(LanguageChoice languages) {
    return Comparator.<StreamInfo>comparingInt(stream -> rank(stream, languages))
        .thenComparing(TrackRanking::isSecondary)
        .thenComparing(stream -> !stream.dispositions().contains(Disposition.DEFAULT))
        .thenComparing(stream -> !stream.dispositions().contains(Disposition.ORIGINAL))
        .thenComparing(stream -> stream.dispositions().contains(Disposition.DUB))
        .thenComparing(stream -> -stream.channels());
  }

  /** Returns whether the stream's language is one of those asked for. */
  static boolean isAskedFor(StreamInfo stream, LanguageChoice languages) {
    return languages.rank(stream.language().orElse("und")).isPresent();
  }

  private static int rank(StreamInfo stream, LanguageChoice languages) {
    return languages.rank(stream.language().orElse("und")).orElse(Integer.MAX_VALUE);
  }

  private static boolean isSecondary(StreamInfo stream) {
    return stream.dispositions().stream().anyMatch(SECONDARY::contains)
        || stream.title().filter(title -> SECONDARY_TITLE.matcher(title).find()).isPresent();
  }
}
