package dev.sluice.media.web.origin;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.client.HttpFetchSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** What can be wrong with the source at an address, in sentences that name it. */
public record OriginFailures(URI home, HttpFetchSettings settings) {

  public SluiceException of(FailureCode code, String sentence, Throwable cause) {
    return new SluiceException(code, sentence + ": " + SourceUrl.redacted(home), cause);
  }

  public SluiceException empty() {
    return of(FailureCode.SOURCE_EMPTY, "The source has no bytes at all", null);
  }

  public SluiceException tooLarge() {
    return tooLarge(settings.maxSourceBytes());
  }

  public SluiceException tooLarge(long most) {
    return of(
        FailureCode.SOURCE_TOO_LARGE,
        "The source is larger than the %d bytes that are allowed".formatted(most),
        null);
  }

  SluiceException overlong() {
    return of(
        FailureCode.SOURCE_OVERLONG, "The source sent more bytes than it had announced", null);
  }

  SluiceException changed() {
    return of(
        FailureCode.SOURCE_CHANGED, "The source's file changed while it was being read", null);
  }

  SluiceException wronglyCompressed() {
    return of(
        FailureCode.SOURCE_REFUSED,
        "The source is compressed in a way that was not asked for",
        null);
  }

  /** No answer came for as long as is allowed. */
  SluiceException unanswered(SluiceException cause) {
    return stalled("The source did not answer within ", cause);
  }

  /** Nothing came for as long as is allowed. */
  SluiceException silent(IOException cause) {
    return stalled("The source sent nothing for ", cause);
  }

  private SluiceException stalled(String what, Exception cause) {
    Duration limit = settings.stallTimeout();
    String time =
        limit.toMillis() % 1_000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    return of(
        FailureCode.SOURCE_STALLED,
        what + time + "; whoever runs this can allow more with the setting stall-timeout",
        cause);
  }
}
