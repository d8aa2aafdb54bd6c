package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_new;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;

import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.media.libav.base.FormatTraits;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.Metadata;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.plan.ClipWindow;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVChapter;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/**
 * Copies what belongs to a file or a stream besides its packets: tags, chapters, rotation, colour
 * volume, pixel aspect ratio.
 */
public final class MetadataCopier {
  /** Tags that describe the source file and would be wrong for the result. */
  private static final Set<String> STALE =
      Set.of(
          "major_brand",
          "minor_version",
          "compatible_brands",
          "encoder",
          "duration",
          "bps",
          "number_of_frames",
          "number_of_bytes",
          "vendor_id",
          "filesize",
          "totalduration",
          "totaldatarate",
          "videodatarate",
          "audiodatarate",
          "framerate",
          "rotate");

  private static final List<Integer> CARRIED_WITH_PICTURE =
      List.of(
          avcodec.AV_PKT_DATA_DISPLAYMATRIX,
          avcodec.AV_PKT_DATA_STEREO3D,
          avcodec.AV_PKT_DATA_SPHERICAL);

  private static final List<Integer> CARRIED_WITH_HIGH_RANGE =
      List.of(
          avcodec.AV_PKT_DATA_MASTERING_DISPLAY_METADATA, avcodec.AV_PKT_DATA_CONTENT_LIGHT_LEVEL);

  private static final int POINTER = 8;

  private MetadataCopier() {}

  /** Marks a stream of the source as the one that players choose, or as another one. */
  public static void setDefault(AVStream source, boolean isDefault) {
    int others = source.disposition() & ~AV_DISPOSITION_DEFAULT;
    source.disposition(isDefault ? others | AV_DISPOSITION_DEFAULT : others);
  }

  public static void copy(AVStream source, AVStream target) {
    target.disposition(source.disposition());
    boolean known = source.sample_aspect_ratio().num() > 0;
    target.sample_aspect_ratio(
        known ? source.sample_aspect_ratio() : source.codecpar().sample_aspect_ratio());
    target.avg_frame_rate(source.avg_frame_rate());
    AVDictionary tags = new AVDictionary((Pointer) null);
    copyTags(source.metadata(), tags);
    target.metadata(tags);
  }

  /**
   * Copies the side data of encoded video, whose parameters come from the encoder and lack it.
   *
   * @param keepsRange whether the result has the dynamic range of the source
   */
  public static void copySideData(
      AVCodecParameters source, AVCodecParameters target, boolean keepsRange) {
    copySideData(source, target, CARRIED_WITH_PICTURE);
    if (keepsRange) {
      copySideData(source, target, CARRIED_WITH_HIGH_RANGE);
    }
  }

  private static void copySideData(
      AVCodecParameters source, AVCodecParameters target, List<Integer> types) {
    for (int type : types) {
      AVPacketSideData found = find(source, type);
      if (found == null || find(target, type) != null) {
        continue;
      }
      BytePointer.memcpy(addSideData(target, type, found.size()), found.data(), found.size());
    }
  }

  /** Allocates side data of a type. The parameters own it. */
  public static BytePointer addSideData(AVCodecParameters target, int type, long size) {
    try (IntPointer count = new IntPointer(1).put(target.nb_coded_side_data());
        PointerPointer<AVPacketSideData> list = new PointerPointer<>(1)) {
      list.put(0, target.coded_side_data());
      AVPacketSideData made = av_packet_side_data_new(list, count, type, size, 0);
      target.coded_side_data(list.get(AVPacketSideData.class, 0));
      target.nb_coded_side_data(count.get());
      return made.data();
    }
  }

  /** Returns whether the parameters describe Dolby Vision. */
  public static boolean hasDolbyVision(AVCodecParameters parameters) {
    return find(parameters, avcodec.AV_PKT_DATA_DOVI_CONF) != null;
  }

  /** Returns the parameters' side data of a type; null if there is none. */
  static @Nullable AVPacketSideData find(AVCodecParameters parameters, int type) {
    AVPacketSideData found =
        av_packet_side_data_get(
            parameters.coded_side_data(), parameters.nb_coded_side_data(), type);
    return found == null || found.isNull() ? null : found;
  }

  public static void copyFile(
      AVFormatContext source, AVFormatContext target, long shiftMicroseconds, ClipWindow window) {
    AVDictionary tags = new AVDictionary((Pointer) null);
    copyTags(source.metadata(), tags);
    if (isEmpty(tags)) {
      // Ogg stores the file's tags with its stream.
      onlyTrack(source).ifPresent(track -> copyTags(track.metadata(), tags));
    }
    target.metadata(tags);
    copyChapters(source, target, shiftMicroseconds, window);
  }

  private static Optional<AVStream> onlyTrack(AVFormatContext source) {
    List<AVStream> tracks =
        IntStream.range(0, source.nb_streams())
            .mapToObj(source::streams)
            .filter(stream -> (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) == 0)
            .toList();
    return tracks.size() == 1 ? Optional.of(tracks.get(0)) : Optional.empty();
  }

  private static boolean isEmpty(AVDictionary tags) {
    return tags.isNull() || avutil.av_dict_count(tags) == 0;
  }

  private static void copyTags(AVDictionary source, AVDictionary target) {
    for (Map.Entry<String, String> tag : Metadata.tags(source).entrySet()) {
      String key = tag.getKey();
      if (!STALE.contains(key) && !key.startsWith("_statistics")) {
        av_dict_set(target, key, tag.getValue(), 0);
      }
    }
  }

  private static void copyChapters(
      AVFormatContext source, AVFormatContext target, long shift, ClipWindow window) {
    Duration moved = Times.ofMicroseconds(shift);
    List<Chapter> chapters =
        Metadata.chapters(source).stream()
            .map(
                chapter ->
                    new Chapter(
                        notNegative(chapter.from().minus(moved)),
                        notNegative(chapter.to().minus(moved)),
                        chapter.title()))
            .toList();
    chapters(window.cut(chapters), target);
  }

  private static Duration notNegative(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  public static void chapters(List<Chapter> chapters, AVFormatContext target) {
    if (chapters.isEmpty()) {
      return;
    }
    if (FormatTraits.ofMuxer(target.oformat().name().getString()).has(Trait.STREAM_COMMENTS)) {
      chapterComments(chapters, target);
      return;
    }
    // libav has no function for this. The muxer frees the array and its elements.
    PointerPointer<AVChapter> list =
        new PointerPointer<>(av_mallocz((long) chapters.size() * POINTER));
    for (int i = 0; i < chapters.size(); i++) {
      Chapter chapter = chapters.get(i);
      AVChapter made = new AVChapter(av_mallocz(Loader.sizeof(AVChapter.class)));
      made.id(i + 1L);
      made.time_base().num(1).den(1_000_000);
      made.start(chapter.from().toNanos() / 1_000);
      made.end(chapter.to().toNanos() / 1_000);
      AVDictionary tags = new AVDictionary((Pointer) null);
      chapter.title().ifPresent(title -> av_dict_set(tags, "title", title, 0));
      made.metadata(tags);
      list.put(i, made);
    }
    target.chapters(list);
    target.nb_chapters(chapters.size());
  }

  // The chapters that libav writes are up to half a second late, and for Vorbis it writes none.
  private static void chapterComments(List<Chapter> chapters, AVFormatContext target) {
    AVDictionary tags = target.metadata();
    AVDictionary all = tags == null ? new AVDictionary((Pointer) null) : tags;
    for (int i = 0; i < chapters.size(); i++) {
      Chapter chapter = chapters.get(i);
      String name = String.format(Locale.ROOT, "CHAPTER%03d", i + 1);
      av_dict_set(all, name, Times.written(chapter.from()), 0);
      av_dict_set(all, name + "NAME", chapter.title().orElse(""), 0);
    }
    target.metadata(all);
  }

  /** Returns the most bytes that tags and chapters take in the result's index. */
  public static long maxBytes(AVFormatContext source) {
    long maxBytes = 0;
    for (Map.Entry<String, String> tag : Metadata.tags(source.metadata()).entrySet()) {
      maxBytes += 64 + 4L * (tag.getKey().length() + tag.getValue().length());
    }
    for (int i = 0; i < source.nb_chapters(); i++) {
      String title = Metadata.tags(source.chapters(i).metadata()).getOrDefault("title", "");
      maxBytes += 128 + 8L * title.length();
    }
    return maxBytes;
  }
}
