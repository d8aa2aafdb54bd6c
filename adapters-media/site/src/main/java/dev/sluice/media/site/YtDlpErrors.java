package dev.sluice.media.site;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What yt-dlp's complaints mean for a job. Its messages are no contract: they are those of its
 * extractors, each in its own words, so the sorting goes by words that many of them share, and what
 * it does not know is a fault that may be gone with another try or another yt-dlp. Pure.
 */
final class YtDlpErrors {
  private static final int LONGEST = 200;

  private record Sort(Pattern words, FailureCode code, String sentence) {}

  // The first that fits counts: a sign-in to prove one's age, or that one is no bot, is no private
  // video.
  private static final List<Sort> SORTS =
      List.of(
          sort(
              "not a bot|captcha|http error 429|too many requests|rate.?limit",
              FailureCode.SOURCE_RATE_LIMITED,
              "The site takes us for a robot, or has had enough of us for now"),
          sort(
              "drm",
              FailureCode.MEDIA_PROTECTED,
              "The media is encrypted for players that have a licence"),
          sort(
              "confirm your age|age.?restrict|age.?verif|inappropriate for some users|age gate",
              FailureCode.MEDIA_AGE_RESTRICTED,
              "The site shows this only to people who have proved their age"),
          sort(
              "geo.?restrict|in your country|from your location|your region|not available in your"
                  + "|from your country",
              FailureCode.MEDIA_GEO_BLOCKED,
              "The site does not show this in the country where Sluice runs"),
          sort(
              "members.?only|join this channel|subscriber|premium|paid|purchase|rent",
              FailureCode.MEDIA_PRIVATE,
              "The site shows this to members only"),
          sort(
              "private|registered users|sign in|log ?in|logged.?in|password|authenticat",
              FailureCode.MEDIA_PRIVATE,
              "The site shows this only to people who have signed in"),
          sort(
              "has been removed|been deleted|was deleted|removed by|no longer available"
                  + "|terminated|video unavailable|does not exist|http error 404|http error 410"
                  + "|not exist",
              FailureCode.MEDIA_REMOVED,
              "The media is gone from its page"),
          sort(
              "will begin|premieres in|is upcoming|not currently live|live event",
              FailureCode.STREAM_NOT_BEGUN,
              "This has not begun yet; ask for live_recording with wait_for_video"),
          sort(
              "unsupported url|no video formats|no media found|no video could be found"
                  + "|there is no video|no video in",
              FailureCode.NOT_MEDIA,
              "yt-dlp finds no media on this page"),
          sort(
              "http error 403|forbidden",
              FailureCode.SOURCE_FORBIDDEN,
              "The site does not let yt-dlp have its page"),
          sort("timed out|timeout", FailureCode.SOURCE_STALLED, "The site did not answer in time"),
          sort(
              "http error 5|unable to download|connection|resolve",
              FailureCode.SOURCE_BROKEN,
              "The site could not be read"));

  private YtDlpErrors() {}

  private static Sort sort(String words, FailureCode code, String sentence) {
    return new Sort(Pattern.compile("\\b(" + words + ")"), code, sentence);
  }

  /**
   * @param err what yt-dlp wrote to its standard error
   */
  static SluiceException of(String err, SourceUrl url) {
    String said = lastError(err);
    String lower = said.toLowerCase(Locale.ROOT);
    Sort sort =
        SORTS.stream()
            .filter(known -> known.words().matcher(lower).find())
            .findFirst()
            .orElseGet(
                () ->
                    new Sort(
                        null,
                        FailureCode.SOURCE_BROKEN,
                        "yt-dlp cannot read this page; a newer one may"));
    String quoted = said.isEmpty() ? "" : " (yt-dlp: %s)".formatted(said);
    return new SluiceException(sort.code(), "%s: %s%s".formatted(sort.sentence(), url, quoted));
  }

  /** Without links, which may be signed, and without its advice on how to report bugs. */
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
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
