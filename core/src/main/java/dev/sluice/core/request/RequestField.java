package dev.sluice.core.request;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A field of a request that a rule or a sentence is about. A {@link
 * InvalidRequestException.Violation} names its field by one of these, and sentences mention one by
 * its {@link #option}; the HTTP API and the command line each print their own spelling of it.
 */
public enum RequestField {
  URL,
  CONTAINER,
  VIDEO_CODEC,
  AUDIO_CODEC,
  AUDIO_BITRATE,
  AUDIO_LANGUAGE,
  AUDIO_TRACKS,
  ALLOW_INCOMPLETE,
  VIDEO_QUALITY,
  QUALITY_PRESET,
  MAX_RESOLUTION,
  CLIP_START,
  CLIP_END,
  FILENAME,
  FOLDER,
  OVERWRITE,
  PRIORITY,
  EXPIRES_AFTER,
  WEBHOOK,
  PROGRESS_WEBHOOK,
  SUBTITLES,
  SUBTITLE_LANGUAGES,
  THUMBNAIL,
  LIVE_RECORDING,
  LIVE_FROM_START,
  WAIT_FOR_START,
  MAX_DURATION,
  KEEP_PARTIAL,
  /** The bucket that comes with a job. */
  STORAGE,
  FEED,
  /** The largest number of episodes of a show. */
  EPISODE_LIMIT,
  SINCE,
  UNTIL,
  EPISODE_ORDER,
  /** The flag for a batch that waits to be started. */
  PAUSED;

  private static final Pattern OPTION = Pattern.compile("the option '([a-z ]+)'");

  private static final Map<String, RequestField> BY_WORDS =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(RequestField::words, field -> field));

  private String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /**
   * Returns how a sentence mentions this field, such as {@code the option 'video codec'}. A library
   * does not know how its caller spells the field; {@link #spelled} puts the spelling in.
   */
  public String option() {
    return "the option '" + words() + "'";
  }

  /**
   * Returns the sentence with a spelling for each mention of a field.
   *
   * @param spelling returns the name of a field, such as {@code video_codec}
   */
  public static String spelled(String sentence, Function<RequestField, String> spelling) {
    return OPTION.matcher(sentence).replaceAll(found -> replacement(found, spelling));
  }

  private static String replacement(MatchResult found, Function<RequestField, String> spelling) {
    RequestField field = BY_WORDS.get(found.group(1));
    return Matcher.quoteReplacement(field == null ? found.group() : spelling.apply(field));
  }
}
