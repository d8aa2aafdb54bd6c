package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.sluice.core.port.media.Transcoder.TagOverrides;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;

/**
 * Writes the tags of a request under libav's names, which every muxer translates to those of its
 * container.
 */
public final class TagWriter {
  private TagWriter() {}

  /** Writes the tags. They replace tags of the source with the same names. */
  public static void write(TagOverrides tags, Muxer muxer) {
    Map<String, String> named = named(tags, muxer);
    if (named.isEmpty()) {
      return;
    }
    AVFormatContext context = muxer.context();
    context.metadata(with(context.metadata(), named));
    if (!muxer.traits().has(Trait.STREAM_COMMENTS)) {
      return;
    }
    // There the stream's own tags would take precedence.
    for (int i = 0; i < context.nb_streams(); i++) {
      AVDictionary own = context.streams(i).metadata();
      if (own != null && !own.isNull()) {
        for (String name : named.keySet()) {
          av_dict_set(own, name, (String) null, 0);
        }
        context.streams(i).metadata(own);
      }
    }
  }

  private static AVDictionary with(AVDictionary before, Map<String, String> more) {
    AVDictionary all = before == null ? new AVDictionary((Pointer) null) : before;
    more.forEach((name, text) -> av_dict_set(all, name, text, 0));
    return all;
  }

  private static Map<String, String> named(TagOverrides tags, Muxer muxer) {
    Map<String, String> named = new LinkedHashMap<>();
    tags.title().ifPresent(text -> named.put("title", text));
    tags.author().ifPresent(text -> named.put("artist", text));
    tags.author().ifPresent(text -> named.put("album_artist", text));
    tags.show().ifPresent(text -> named.put("album", text));
    tags.number().ifPresent(number -> named.put("track", Integer.toString(number)));
    tags.date()
        .ifPresent(
            text -> named.put("date", muxer.traits().has(Trait.ID3_TAGS) ? day(text) : text));
    tags.description().ifPresent(text -> named.put("description", text));
    // Many players show nothing but the comment.
    tags.description().ifPresent(text -> named.put("comment", text));
    return named;
  }

  // ID3v2.3 has frames for the year and the day, but none for the time of day.
  private static String day(String date) {
    return date.replaceFirst("T.*", "");
  }

  /** Returns the most bytes that the tags take in the result's index. */
  public static long maxBytes(TagOverrides tags) {
    if (tags.equals(TagOverrides.NONE)) {
      return 0;
    }
    long letters =
        tags.title().orElse("").length()
            + 2L * tags.author().orElse("").length()
            + tags.show().orElse("").length()
            + 2L * tags.description().orElse("").length();
    return 1_024 + 4 * letters;
  }
}
