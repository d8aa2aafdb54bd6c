package dev.sluice.media.libav.demux;

import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_CAPTIONS;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_COMMENT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DESCRIPTIONS;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DUB;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_FORCED;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_HEARING_IMPAIRED;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ORIGINAL;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_VISUAL_IMPAIRED;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.media.libav.base.Metadata;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;

/** The language, title and dispositions of streams, as libav and manifests write them. */
final class StreamLabels {
  /** Several flags of libav may mean the same; the first one is written. */
  private static final Map<Disposition, int[]> FLAGS =
      Map.of(
          Disposition.DEFAULT, new int[] {AV_DISPOSITION_DEFAULT},
          Disposition.ORIGINAL, new int[] {AV_DISPOSITION_ORIGINAL},
          Disposition.DUB, new int[] {AV_DISPOSITION_DUB},
          Disposition.COMMENTARY, new int[] {AV_DISPOSITION_COMMENT},
          Disposition.FORCED, new int[] {AV_DISPOSITION_FORCED},
          Disposition.HEARING_IMPAIRED,
              new int[] {AV_DISPOSITION_HEARING_IMPAIRED, AV_DISPOSITION_CAPTIONS},
          Disposition.VISUAL_IMPAIRED,
              new int[] {AV_DISPOSITION_VISUAL_IMPAIRED, AV_DISPOSITION_DESCRIPTIONS});

  /** Names that muxers write for every file, so that they say nothing about the stream. */
  private static final Pattern NO_TITLE =
      Pattern.compile(
          "handler|core media|iso media|produced by|mainconcept|gpac|bento4|^\\s*$",
          Pattern.CASE_INSENSITIVE);

  private StreamLabels() {}

  /** Gives a stream of an mp4, which has its title in its handler's name, that title. */
  static void addTitle(AVStream stream) {
    Map<String, String> own = Metadata.tags(stream.metadata());
    String name = own.getOrDefault("handler_name", "");
    if (!own.containsKey("title") && !NO_TITLE.matcher(name).find()) {
      set(stream, "title", Optional.of(name));
    }
  }

  /** Returns the dispositions that libav's flags stand for. */
  static Set<Disposition> dispositions(int flags) {
    Set<Disposition> found = EnumSet.noneOf(Disposition.class);
    FLAGS.forEach(
        (disposition, any) -> {
          for (int flag : any) {
            if ((flags & flag) != 0) {
              found.add(disposition);
            }
          }
        });
    return found;
  }

  /**
   * Adds what a manifest says about the stream's input to the stream itself, so that the result has
   * it too. The stream's own language and title stay. Which of several inputs is the default, only
   * the manifest knows: the stream of a file of its own is the default there.
   */
  static void add(Rendition rendition, AVStream stream) {
    int flags = stream.disposition() & ~AV_DISPOSITION_DEFAULT;
    for (Disposition disposition : rendition.dispositions()) {
      flags |= FLAGS.get(disposition)[0];
    }
    stream.disposition(flags);
    Map<String, String> own = Metadata.tags(stream.metadata());
    if (own.getOrDefault("language", "und").equals("und")) {
      set(stream, "language", rendition.language());
    }
    if (!own.containsKey("title")) {
      set(stream, "title", rendition.title());
    }
  }

  private static void set(AVStream stream, String name, Optional<String> value) {
    if (value.isPresent()) {
      AVDictionary before = stream.metadata();
      AVDictionary tags = before == null ? new AVDictionary((Pointer) null) : before;
      av_dict_set(tags, name, value.get(), 0);
      stream.metadata(tags);
    }
  }
}
