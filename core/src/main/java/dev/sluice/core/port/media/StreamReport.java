package dev.sluice.core.port.media;

import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of one stream of a source: a job reports all of them, so that a stream that the
 * result lacks is never lost silently. A source may declare texts of any length; each job stores
 * its reports, so the constructor cuts them.
 *
 * @param codec of the source's stream, as libav names it; {@code unknown} in place of an empty one
 * @param language as the source writes it, cut to {@value MediaInfo#LONGEST_LANGUAGE} characters
 * @param title the name of the stream, cut to {@value MediaInfo#LONGEST_TITLE} characters
 * @param target the codec of the result's stream; empty if the stream is dropped
 * @param reason why the stream is encoded or dropped, as a phrase for people; for a copy, only if
 *     something is to be said about it
 */
public record StreamReport(
    StreamKind kind,
    String codec,
    Optional<String> language,
    Optional<String> title,
    Set<Disposition> dispositions,
    Action action,
    Optional<String> target,
    Optional<String> reason) {
  public StreamReport {
    Objects.requireNonNull(kind);
    codec = codec.isEmpty() ? "unknown" : codec;
    language = language.map(MediaInfo::language);
    title = title.map(MediaInfo::title);
    dispositions = Set.copyOf(dispositions);
    Objects.requireNonNull(action);
    Objects.requireNonNull(target);
    Objects.requireNonNull(reason);
  }

  /** The treatment of a stream. */
  public enum Action {
    COPIED,
    ENCODED,
    DROPPED
  }

  /** Returns the report of a stream whose packets are copied. */
  public static StreamReport copied(StreamInfo stream) {
    return of(stream, Action.COPIED, Optional.of(stream.codec()), Optional.empty());
  }

  /**
   * Returns the report of a stream that is encoded.
   *
   * @param target the codec of the result
   */
  public static StreamReport encoded(StreamInfo stream, String target, String reason) {
    return of(stream, Action.ENCODED, Optional.of(target), Optional.of(reason));
  }

  /** Returns the report of a stream that the result lacks. */
  public static StreamReport dropped(StreamInfo stream, String reason) {
    return of(stream, Action.DROPPED, Optional.empty(), Optional.of(reason));
  }

  private static StreamReport of(
      StreamInfo stream, Action action, Optional<String> target, Optional<String> reason) {
    return new StreamReport(
        stream.kind(),
        stream.codec(),
        stream.language(),
        stream.title(),
        stream.dispositions(),
        action,
        target,
        reason);
  }
}
