package dev.sluice.core.port.media;

import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of one stream of a source: a job reports all of them, so that a stream that the
 * result lacks is never lost silently.
 *
 * @param codec of the source's stream, as libav names it
 * @param language as the source writes it
 * @param target the codec of the result's stream; empty if the stream is dropped
 * @param reason why the stream is encoded or dropped, as a phrase for people; empty for a copy
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
    Objects.requireNonNull(codec);
    Objects.requireNonNull(language);
    Objects.requireNonNull(title);
    dispositions = Set.copyOf(dispositions);
    Objects.requireNonNull(action);
    Objects.requireNonNull(target);
    Objects.requireNonNull(reason);
  }

  /** What is done with a stream. */
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
