package dev.sluice.app.terminal;

import dev.sluice.core.request.RequestField;
import dev.sluice.http.webhook.wire.WireNames;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The options of {@code sluice get} by the fields of a request. Pure functions. */
public final class OptionNames {
  /** The options that are spelled otherwise than their field. */
  private static final Map<RequestField, String> OTHERS =
      Map.of(
          RequestField.CONTAINER, "--format",
          RequestField.SUBTITLES, "--download-subtitles",
          RequestField.THUMBNAIL, "--download-thumbnail",
          RequestField.WAIT_FOR_START, "--wait-for-video");

  /** The fields that only callers of a server can set. */
  private static final Set<RequestField> WITHOUT_OPTION =
      EnumSet.of(
          RequestField.URL,
          RequestField.PRIORITY,
          RequestField.EXPIRES_AFTER,
          RequestField.WEBHOOK,
          RequestField.PROGRESS_WEBHOOK,
          RequestField.KEEP_PARTIAL,
          RequestField.STORAGE,
          RequestField.FEED,
          RequestField.EPISODE_LIMIT,
          RequestField.SINCE,
          RequestField.UNTIL,
          RequestField.EPISODE_ORDER,
          RequestField.PAUSED);

  private OptionNames() {}

  /** Returns the option, such as {@code --video-codec}; of a field without one, a like name. */
  public static String of(RequestField field) {
    return OTHERS.getOrDefault(
        field, "--" + field.name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /** Returns whether {@code sluice get} has an option for the field. */
  public static boolean has(RequestField field) {
    return !WITHOUT_OPTION.contains(field);
  }

  /** Returns a sentence of the library with the options that it mentions. */
  public static String sentence(String sentence) {
    return RequestField.spelled(
        sentence, field -> has(field) ? of(field) : WireNames.of(field) + " of the HTTP API");
  }
}
