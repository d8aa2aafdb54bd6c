package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import dev.sluice.media.web.client.SlowPeerException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Failures of a source, in sentences that name its address. */
public record OriginFailures(URI source, HttpFetchSettings settings) {

  public SluiceException of(FailureCode code, String sentence, @Nullable Throwable cause) {
    return new SluiceException(code, sentence + ": " + SourceUrl.redacted(source), cause);
  }

  public SluiceException empty() {
    return of(FailureCode.SOURCE_EMPTY, "The source has no bytes at all", null);
  }

  public SluiceException tooLarge() {
    return tooLarge(settings.maxSourceBytes());
  }

  public SluiceException tooLarge(long maxBytes) {
    return of(
        FailureCode.SOURCE_TOO_LARGE,
        "The source is larger than the " + maxBytes + " bytes that are allowed",
        null);
  }

  /** Returns the failure of a compressed file that has far more bytes than media has. */
  SluiceException inflated(int ratio) {
    return of(
        FailureCode.SOURCE_TOO_LARGE,
        "The source decompresses to more than " + ratio + " times its size, which no media does",
        null);
  }

  public SluiceException overlong() {
    return of(FailureCode.SOURCE_OVERLONG, "The source sent more bytes than it announced", null);
  }

  /** Returns the failure of a source whose responses do not belong to one version of it. */
  public SluiceException changed() {
    return of(
        FailureCode.SOURCE_CHANGED,
        "The source changed while it was being read, or its server sends other bytes each time; try"
            + " again when it stays the same",
        null);
  }

  /** Returns the failure of an origin that answers a request for a range with the whole file. */
  SluiceException noRanges() {
    return of(FailureCode.SOURCE_REFUSED, "The source's server stopped sending ranges", null);
  }

  SluiceException unexpectedEncoding(List<String> codings) {
    return of(
        FailureCode.SOURCE_REFUSED,
        "The source is sent with the content coding %s, although none was requested; its server must"
                .formatted(String.join(", ", codings))
            + " send it as it is",
        null);
  }

  /** Returns the failure of a source that did not respond in time, or too slowly. */
  SluiceException unanswered(SluiceException cause) {
    return stalled("The source did not answer within ", cause);
  }

  /** Returns the failure of a source that stopped sending, or sends too slowly. */
  SluiceException silent(IOException cause) {
    return stalled("The source sent nothing for ", cause);
  }

  private SluiceException stalled(String what, Exception cause) {
    Optional<SlowPeerException> slow = SlowPeerException.in(cause);
    if (slow.isPresent()) {
      return of(FailureCode.SOURCE_STALLED, slow.get().sentence("The source"), cause);
    }
    Duration limit = settings.readTimeout();
    String time =
        limit.toMillis() % 1_000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    return of(
        FailureCode.SOURCE_STALLED,
        what + time + "; the operator can raise the setting read-timeout",
        cause);
  }
}
