package dev.sluice.media.libav.base;

import static org.bytedeco.ffmpeg.global.avutil.av_dict_iterate;

import dev.sluice.core.port.media.MediaInfo.Chapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVChapter;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;

/** Reads tags, chapters and frame rates from libav's structures. */
public final class Metadata {
  private Metadata() {}

  /** Returns the average frame rate, or else the one that libav guesses; 0 if there is neither. */
  public static double frameRate(AVStream stream) {
    double average = Times.toDouble(stream.avg_frame_rate());
    return average > 0 ? average : Times.toDouble(stream.r_frame_rate());
  }

  /** Returns the chapters of a file, with times of its own clock. */
  public static List<Chapter> chapters(AVFormatContext context) {
    List<Chapter> chapters = new ArrayList<>();
    for (int i = 0; i < context.nb_chapters(); i++) {
      AVChapter chapter = context.chapters(i);
      Optional<Duration> from = Times.duration(chapter.start(), chapter.time_base());
      Optional<Duration> to = Times.duration(chapter.end(), chapter.time_base());
      chapters.add(
          new Chapter(
              from.orElse(Duration.ZERO),
              to.or(() -> from).orElse(Duration.ZERO),
              Optional.ofNullable(tags(chapter.metadata()).get("title"))));
    }
    return chapters;
  }

  /** Returns the tags by their names in lower case; of two with the same name the first one. */
  public static Map<String, String> tags(AVDictionary dictionary) {
    Map<String, String> tags = new LinkedHashMap<>();
    if (dictionary == null || dictionary.isNull()) {
      return tags;
    }
    AVDictionaryEntry entry = null;
    while ((entry = av_dict_iterate(dictionary, entry)) != null) {
      tags.putIfAbsent(
          entry.key().getString(java.nio.charset.StandardCharsets.UTF_8).toLowerCase(Locale.ROOT),
          entry.value().getString(java.nio.charset.StandardCharsets.UTF_8));
    }
    return tags;
  }
}
