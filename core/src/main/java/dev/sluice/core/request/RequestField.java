package dev.sluice.core.request;

/**
 * A field of a request that a rule is about. A {@link InvalidRequestException.Violation} names its
 * field by one of these; the HTTP API and the command line each print their own spelling of it.
 */
public enum RequestField {
  URL,
  CONTAINER,
  VIDEO_CODEC,
  AUDIO_CODEC,
  AUDIO_BITRATE,
  VIDEO_QUALITY,
  QUALITY_PRESET,
  MAX_RESOLUTION,
  CLIP_START,
  CLIP_END,
  FILENAME,
  FOLDER,
  OVERWRITE,
  PRIORITY,
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
  PAUSED
}
