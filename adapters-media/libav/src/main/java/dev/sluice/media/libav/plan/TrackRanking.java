package dev.sluice.media.libav.plan;

import dev.sluice.core.media.TrackPurpose;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.request.LanguageChoice;
import java.util.Comparator;

/**
 * The order in which streams of one kind are preferred: by what they are for, then by size. Of
 * equals the first one wins, as players choose. Pure functions.
 */
final class TrackRanking {
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
        .thenComparing(TrackPurpose.byMarks(StreamInfo::dispositions))
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
    return TrackPurpose.isSecondary(stream.dispositions(), stream.title());
  }
}
