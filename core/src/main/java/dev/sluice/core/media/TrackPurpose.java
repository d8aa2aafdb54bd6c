package dev.sluice.core.media;

import dev.sluice.core.port.media.MediaInfo.Disposition;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The ranks of tracks by their purpose: the film's own sound comes before a commentary or a
 * description of the picture, and the default and the original before others. Pure functions.
 */
public final class TrackPurpose {
  private static final Set<Disposition> SECONDARY =
      EnumSet.of(Disposition.COMMENTARY, Disposition.VISUAL_IMPAIRED);

  /** Many sources name the purpose of a track, but do not mark it. */
  private static final Pattern SECONDARY_TITLE =
      Pattern.compile(
          "\\b(commentary|commentaries|audio ?description|descriptive|described)\\b",
          Pattern.CASE_INSENSITIVE);

  private TrackPurpose() {}

  /** Returns whether a track is taken only if it was asked for or is alone. */
  public static boolean isSecondary(Set<Disposition> dispositions, Optional<String> title) {
    return dispositions.stream().anyMatch(SECONDARY::contains)
        || title.filter(text -> SECONDARY_TITLE.matcher(text).find()).isPresent();
  }

  /** Returns the order in which the default comes first, then the original, and dubs come last. */
  public static <T> Comparator<T> byMarks(Function<T, Set<Disposition>> dispositions) {
    return Comparator.<T, Boolean>comparing(
            track -> !dispositions.apply(track).contains(Disposition.DEFAULT))
        .thenComparing(track -> !dispositions.apply(track).contains(Disposition.ORIGINAL))
        .thenComparing(track -> dispositions.apply(track).contains(Disposition.DUB));
  }
}
