package dev.sluice.media.site;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Maps the error messages of yt-dlp to failures. The messages are not a stable interface: each
 * extractor has its own, so the patterns are phrases that many of them share. An unknown message is
 * a failure that may be gone with another attempt or another yt-dlp. Pure.
 */
final class YtDlpErrors {
  /** The sentence about media that is announced. */
  static final String NOT_BEGUN =
      "This has not begun; request "
          + RequestField.LIVE_RECORDING.option()
          + " with "
          + RequestField.WAIT_FOR_START.option();

  private static final int MAX_LENGTH = 200;

  private record Kind(Pattern pattern, FailureCode code, String sentence) {}

  private static final Kind UNKNOWN =
      kind("", FailureCode.SOURCE_BROKEN, "yt-dlp cannot read this page; a newer version may");

  // The first match counts: a sign-in to prove one's age, or that one is not a bot, does not mean a
  // private video.
  private static final List<Kind> KINDS =
      List.of(
          kind(
              "not a bot|captcha|http error 429|too many requests|rate.?limit",
              FailureCode.SOURCE_RATE_LIMITED,
              "The site limits requests, or takes Sluice for a bot"),
          kind("drm", FailureCode.MEDIA_PROTECTED, "The media is protected by DRM"),
          kind(
              "confirm your age|age.?restrict|age.?verif|inappropriate for some users|age gate",
              FailureCode.MEDIA_AGE_RESTRICTED,
              "The site shows this only after an age check"),
          kind(
              "geo.?restrict|in your country|from your location|your region|not available in your"
                  + "|from your country",
              FailureCode.MEDIA_GEO_BLOCKED,
              "The site does not show this in the country where Sluice runs"),
          kind(
              "members.?only|join this channel|subscriber|premium|paid|purchase|rent",
              FailureCode.MEDIA_PRIVATE,
              "The site shows this to members only"),
          kind(
              "private|registered users|sign in|log ?in|logged.?in|password|authenticat",
              FailureCode.MEDIA_PRIVATE,
              "The site shows this only to users who are signed in"),
          kind(
              "has been removed|been deleted|was deleted|removed by|no longer available"
                  + "|terminated|video unavailable|does not exist|http error 404|http error 410"
                  + "|not exist",
              FailureCode.MEDIA_REMOVED,
              "The media was removed from its page"),
          kind(
              "will begin|premieres in|is upcoming|not currently live|live event",
              FailureCode.STREAM_NOT_BEGUN,
              NOT_BEGUN),
          kind(
              "unsupported url|no video formats|no media found|no video could be found"
                  + "|there is no video|no video in",
              FailureCode.NOT_MEDIA,
              "yt-dlp finds no media on this page"),
          kind(
              "http error 403|forbidden",
              FailureCode.SOURCE_FORBIDDEN,
              "The site does not let yt-dlp read the page"),
          kind("timed out|timeout", FailureCode.SOURCE_STALLED, "The site did not answer in time"),
          kind(
              "http error 5|unable to download|connection|resolve",
              FailureCode.SOURCE_BROKEN,
              "The site could not be read"));

  private YtDlpErrors() {}

  private static Kind kind(String pattern, FailureCode code, String sentence) {
    return new Kind(Pattern.compile("\\b(" + pattern + ")"), code, sentence);
  }

  /**
   * Returns the failure.
   *
   * @param err the standard error of yt-dlp
   */
  static SluiceException of(String err, SourceUrl url) {
    String error = lastError(err);
    String lower = error.toLowerCase(Locale.ROOT);
    Kind kind =
        KINDS.stream()
            .filter(known -> known.pattern().matcher(lower).find())
            .findFirst()
            .orElse(UNKNOWN);
    String quoted = error.isEmpty() ? "" : " (yt-dlp: %s)".formatted(error);
    return new SluiceException(kind.code(), "%s: %s%s".formatted(kind.sentence(), url, quoted));
  }

  /**
   * Returns the last error without links, which may be signed, and without advice on bug reports.
   */
  private static String lastError(String err) {
    String line =
        err.lines()
            .filter(one -> one.startsWith("ERROR:"))
            .reduce((first, second) -> second)
            .orElse("")
            .replaceFirst("^ERROR:\\s*", "")
            .replaceFirst("; please report this issue on .*", "")
            .replaceFirst("\\(caused by .*", "")
            .replaceAll("[a-z]+://\\S+", "…")
            .replaceAll("\\p{Cntrl}", " ")
            .strip();
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
  }
}
