package dev.sluice.http.api.request;

import dev.sluice.core.request.RequestField;

/** The names that the fields of a request have on the wire. */
public final class FieldNames {
  private FieldNames() {}

  public static String of(RequestField field) {
    return switch (field) {
      case URL -> "url";
      case CONTAINER -> "format";
      case VIDEO_CODEC -> "video_codec";
      case AUDIO_CODEC -> "audio_codec";
      case AUDIO_BITRATE -> "audio_bitrate";
      case VIDEO_QUALITY -> "video_quality";
      case QUALITY_PRESET -> "quality_preset";
      case MAX_RESOLUTION -> "max_resolution";
      case CLIP_START -> "clip_start";
      case CLIP_END -> "clip_end";
      case FILENAME -> "filename";
      case FOLDER -> "folder";
      case OVERWRITE -> "overwrite";
      case PRIORITY -> "priority";
      case WEBHOOK -> "webhook_url";
      case PROGRESS_WEBHOOK -> "enable_progress_webhook";
      case SUBTITLES -> "download_subtitles";
      case SUBTITLE_LANGUAGES -> "subtitle_languages";
      case THUMBNAIL -> "download_thumbnail";
      case LIVE_RECORDING -> "live_recording";
      case LIVE_FROM_START -> "live_from_start";
      case WAIT_FOR_START -> "wait_for_video";
      case MAX_DURATION -> "max_duration";
      case KEEP_PARTIAL -> "keep_partial";
      case STORAGE -> "storage";
      case FEED -> "feed_url";
      case EPISODE_LIMIT -> "limit";
      case SINCE -> "since";
      case UNTIL -> "until";
      case EPISODE_ORDER -> "order";
      case PAUSED -> "paused";
    };
  }
}
