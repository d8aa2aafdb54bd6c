package dev.sluice.shows.feed.text;

import dev.sluice.core.request.SourceUrl;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Recognises audio and video by the media type of an enclosure, or by its name. Pure. */
public final class MediaTypes {
  private static final Set<String> EXTENSIONS =
      Set.of(
          "mp3", "m4a", "m4b", "aac", "ogg", "oga", "opus", "flac", "wav", "wma", "aif", "aiff",
          "mp4", "m4v", "mov", "mkv", "webm", "avi", "wmv", "mpg", "mpeg", "ogv", "ts", "3gp");

  /** Media types of other files, which feeds list as well. */
  private static final Set<String> LISTS =
      Set.of("audio/x-mpegurl", "audio/mpegurl", "audio/x-scpls", "video/x-mpegurl");

  /** Names of files that are certainly something else. */
  private static final Set<String> OTHERS =
      Set.of(
          "pdf", "epub", "zip", "jpg", "jpeg", "png", "gif", "webp", "html", "htm", "txt", "doc",
          "docx", "torrent", "xml", "json", "srt", "vtt", "m3u", "m3u8", "pls", "mpd");

  private MediaTypes() {}

  /** Without its parameters, in lower case; empty where it is no type at all. */
  public static Optional<String> cleaned(String said) {
    int end = said.indexOf(';');
    String type = (end < 0 ? said : said.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type.matches("[a-z]+/[a-z0-9.+_-]{1,80}") ? Optional.of(type) : Optional.empty();
  }

  /** Returns whether the URL is audio or video, according to its feed. */
  public static boolean isMedia(SourceUrl url, Optional<String> type) {
    if (hasMediaName(url)) {
      return true;
    }
    boolean other = OTHERS.contains(extension(url));
    if (type.isEmpty()) {
      return !other;
    }
    String said = type.get();
    boolean plays = said.startsWith("audio/") || said.startsWith("video/");
    boolean vague =
        said.equals("application/octet-stream")
            || said.equals("binary/octet-stream")
            || said.equals("application/ogg")
            || said.equals("application/mp4");
    return (plays && !LISTS.contains(said)) || (vague && !other);
  }

  /** Returns whether the path ends like that of an audio or video file. */
  public static boolean hasMediaName(SourceUrl url) {
    return EXTENSIONS.contains(extension(url));
  }

  /** Up to five letters behind the last dot, in lower case; empty where there are none. */
  public static String extension(SourceUrl url) {
    String name = url.lastSegment();
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return extension.matches("[a-z0-9]{1,5}") && !extension.matches("\\d+") ? extension : "";
  }
}
